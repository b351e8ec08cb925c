/** Somebody else acts on the id while a move or a release of it is under way: scenes 9, 10, 16, 21, 29 and 37. */
import type { Named } from '../harness/answer.ts';
import type { Scene } from './scene.ts';

export const AT_THE_SAME_TIME: readonly Scene[] = [
  {
    number: 9,
    title: 'a guess deletes at the owner between `moving` and the yield: 410, forward restored',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      const yielding = stage.fault({ at: 'yield:sent', from: key.home, do: 'park' });
      const move = stage.actor.update(key, stage.written(to, 'moved'));
      await stage.reached(yielding);
      await stage.outcome(stage.actor.delete(key, { guess: from }), 'deleted', 'the removal at the owner');
      yielding.letGo();
      await stage.outcome(move, 'session-ended', 'the move');
      const [way] = (await stage.state(key.home)).ways;
      stage.equal(way?.target, await stage.route(from), 'where home leads');
      stage.equal(way?.moving, 0, 'moves under way');
      await stage.isGone(key);
      await stage.outcome(stage.actor.create(key, stage.written(to, 'again')), 'session-ended', 'a create');
    },
  },
  {
    number: 10,
    title:
      'a guess changes the sid at the owner between `moving` and the yield: both happen, and the sid is as new as it is',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from, 'x');
      stage.jump(2_000);
      const yielding = stage.fault({ at: 'yield:sent', from: key.home, do: 'park' });
      const move = stage.actor.update(key, stage.written(to, 'moved', 'x'));
      await stage.reached(yielding);
      const change = stage.actor.update(key, stage.written(from, 'changed', 'y'), { guess: from });
      await stage.outcome(change, 'updated', 'the change at the owner');
      yielding.letGo();
      await stage.outcome(move, 'updated', 'the move');
      await stage.livesAt(key, to, 'moved');
      await stage.outcome(stage.actor.deleteOfSid(stage.sid('y')), 'deleted', 'the removal of the sid that it had');
      await stage.livesAt(key, to, 'moved');
      await stage.outcome(stage.actor.deleteOfSid(stage.sid('x')), 'deleted', 'the removal of the sid that it has');
      await stage.isGone(key);
    },
  },
  {
    number: 16,
    title: 'the release of an old mark is answered late, the key meanwhile used and ended there again: 410',
    async play(stage) {
      const subject = stage.subject('one');
      const owner = await stage.route(subject);
      const key = await stage.live(await stage.chosen(), subject);
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the first removal');
      stage.hours(25);
      const releasing = stage.fault({ at: 'release:done', from: owner, do: 'park' });
      const alarm = stage.ring(owner);
      await stage.reached(releasing);
      await stage.outcome(stage.actor.create(key, stage.written(subject, 'second')), 'created', 'the second life');
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the second removal');
      releasing.letGo();
      await alarm;
      await stage.outcome(stage.actor.create(key, stage.written(subject, 'third')), 'session-ended', 'a create');
      await stage.settle();
    },
  },
  {
    number: 21,
    title: 'change, create and change of one id at once: 409, one owner',
    async play(stage) {
      const [from, to, last] = [stage.subject('from'), stage.subject('to'), stage.subject('last')];
      const key = await stage.live(await stage.chosen(), from);
      const yielding = stage.fault({ at: 'yield:sent', from: key.home, do: 'park' });
      const first = stage.actor.update(key, stage.written(to, 'first move'));
      await stage.reached(yielding);
      const create = stage.actor.create(key, stage.written(from, 'created'));
      const second = stage.actor.update(key, stage.written(last, 'second move'));
      await scheduler.wait(20);
      yielding.letGo();
      await stage.outcome(create, 'key-taken', 'the create');
      await stage.outcome(first, 'updated', 'the first move');
      await stage.outcome(second, 'updated', 'the second move');
      await stage.livesAt(key, last, 'second move');
    },
  },
  {
    number: 29,
    title:
      "an old mark's release completes a move, its adopt is slow; home moves the record on: found at the last target",
    async play(stage) {
      const [from, to, last] = [stage.subject('from'), stage.subject('to'), stage.subject('last')];
      const owner = await stage.route(from);
      const key = await stage.live(await stage.chosen(), from);
      stage.fault({ at: 'yield:done', from: key.home, do: 'abort' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'lost', 'the first move');
      stage.hours(25);
      // The first answer is "stale"; the second is that it has arrived.
      const adopting = stage.fault({ at: 'adopt:done', to: await stage.route(to), after: 1, do: 'park' });
      const alarm = stage.ring(owner);
      await stage.reached(adopting);
      const onward = stage.actor.update(key, stage.written(last, 'moved on'));
      await scheduler.wait(50);
      adopting.letGo();
      await alarm;
      await stage.outcome(onward, 'updated', 'the second move');
      await stage.livesAt(key, last, 'moved on');
    },
  },
  {
    number: 37,
    title: "home forgets an old mark of its own, held up by other keys' releases; meanwhile used and ended again: 410",
    async play(stage) {
      const subject = stage.subject('one');
      const owner = await stage.route(subject);
      const others: Named[] = [];
      for (let n = 0; n < 6; n++) others.push(await stage.live(await stage.chosen(), subject));
      for (const other of others) await stage.outcome(stage.actor.delete(other), 'deleted', 'the others end first');
      const key = await stage.live(await stage.minted(subject), subject);
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the first removal');
      stage.hours(25);
      const releasing = stage.fault({ at: 'release:sent', from: owner, do: 'park', times: 6 });
      const alarm = stage.ring(owner);
      await stage.until(() => releasing.hits === 6, 'six releases wait');
      await stage.outcome(stage.actor.create(key, stage.written(subject, 'second')), 'created', 'the second life');
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the second removal');
      releasing.letGo();
      await alarm;
      await stage.outcome(stage.actor.create(key, stage.written(subject, 'third')), 'session-ended', 'a create');
      await stage.settle();
    },
  },
];
