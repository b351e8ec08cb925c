/** Removal by sid alone, against an index that is behind and records that move: scenes 17-20, 30, 35, 36 and 40. */
import type { Scene } from './scene.ts';

export const REMOVALS_OF_SID: readonly Scene[] = [
  {
    number: 17,
    title: 'delete-by-sid: the index is a day behind: ended',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      const down = stage.projectionDown(await stage.route(to));
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'updated', 'the move');
      stage.hours(25);
      await stage.ring(await stage.route(from));
      // History waits there for the index; of the session, nothing is left.
      stage.equal((await stage.state(await stage.route(from))).marks.length, 0, 'marks where the index leads');
      down.off();
      await stage.outcome(stage.actor.deleteOfSid(stage.sid('x')), 'deleted', 'the removal');
      await stage.isGone(key);
    },
  },
  {
    number: 18,
    title: 'delete-by-sid: the session is between two subjects: ended',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'lost', 'the move');
      await stage.outcome(stage.actor.deleteOfSid(stage.sid('x')), 'deleted', 'the removal');
      await stage.isGone(key);
    },
  },
  {
    number: 19,
    title: 'a `pending` create, the fence, then a move: ended at its first projection',
    async play(stage) {
      for (const home of ['bucket', 'subject']) {
        const [from, to] = [stage.subject(`${home} from`), stage.subject(`${home} to`)];
        const key = home === 'bucket' ? await stage.chosen() : await stage.minted(from);
        const down = stage.projectionDown();
        const created = await stage.actor.create(key, stage.written(from, 'pending', home));
        stage.equal(created.outcome === 'created' && created.indexed, false, 'the create is in the index');
        await stage.outcome(stage.actor.deleteOfSid(stage.sid(home)), 'deleted', 'the removal');
        if (home === 'bucket') {
          stage.fault({ at: 'yield:done', from: key.home, do: 'fail' });
          await stage.outcome(stage.actor.update(key, stage.written(to, 'moved', home)), 'lost', 'the move');
          await stage.outcome(stage.actor.get(key), 'found', 'before its first projection');
        } else {
          await stage.outcome(stage.actor.update(key, stage.written(to, 'moved', home)), 'updated', 'the move');
        }
        down.off();
        await stage.settle();
        await stage.isGone(key);
      }
    },
  },
  {
    number: 20,
    title: 'delete-by-sid: an outbox row left by a hanging move: ended',
    async play(stage) {
      for (const home of ['bucket', 'subject']) {
        const [from, to] = [stage.subject(`${home} from`), stage.subject(`${home} to`)];
        const owner = await stage.route(from);
        const key = await stage.live(home === 'bucket' ? await stage.chosen() : await stage.minted(from), from, home);
        const down = stage.projectionDown(owner);
        await stage.outcome(stage.actor.update(key, stage.written(from, 'changed', home)), 'updated', 'the change');
        const hanging = stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail', times: 10 });
        await stage.outcome(stage.actor.update(key, stage.written(to, 'moved', home)), 'lost', 'the move');
        down.off();
        stage.jump(10 * 60_000);
        await stage.ringAgain(owner);
        stage.equal((await stage.state(owner)).outbox.length, 0, 'rows that wait where it was');
        hanging.off();
        await stage.outcome(stage.actor.deleteOfSid(stage.sid(home)), 'deleted', 'the removal');
        await stage.isGone(key);
        await stage.settle();
        await stage.isGone(key);
      }
    },
  },
  {
    number: 30,
    title: 'delete-by-sid: the index names A, which has let go; it comes back there while A waits for D1: ended',
    async play(stage) {
      const [there, away] = [stage.subject('there'), stage.subject('away')];
      const owner = await stage.route(there);
      const key = await stage.live(await stage.chosen(), there);
      await stage.live(await stage.chosen(), there);
      const behind = stage.projectionDown(await stage.route(away));
      await stage.outcome(stage.actor.update(key, stage.written(away, 'moved')), 'updated', 'the move');
      stage.equal((await stage.indexed(key))?.route, owner, 'where the index leads');
      const waiting = stage.fault({ at: 'project:sent', from: owner, do: 'park' });
      const removal = stage.actor.deleteOfSid(stage.sid('x'));
      await stage.reached(waiting);
      await stage.outcome(stage.actor.update(key, stage.written(there, 'back')), 'updated', 'the move back');
      waiting.letGo();
      await stage.outcome(removal, 'deleted', 'the removal');
      behind.off();
      await stage.isGone(key);
    },
  },
  {
    number: 35,
    title: 'delete-by-sid: D1 did it, the answer was lost (503); a session that the index knew is changed: lives',
    async play(stage) {
      const subject = stage.subject('one');
      const key = await stage.live(await stage.chosen(), subject);
      stage.jump(2_000);
      stage.fault({ at: 'fenceAndLocate:done', do: 'fail' });
      await stage.outcome(stage.actor.deleteOfSid(stage.sid('x')), 'lost', 'the removal');
      stage.jump(2_000);
      await stage.outcome(stage.actor.update(key, stage.written(subject, 'changed')), 'updated', 'the change');
      await stage.settle();
      await stage.livesAt(key, subject, 'changed');
    },
  },
  {
    number: 36,
    title:
      "delete-by-sid acknowledged; a session with that sid created at once, its object's clock 25 ms behind: lives",
    async play(stage) {
      const subject = stage.subject('one');
      stage.skew(await stage.route(subject), -25);
      const key = await stage.chosen();
      stage.timeStops();
      await stage.outcome(stage.actor.deleteOfSid(stage.sid('x')), 'deleted', 'the removal');
      await stage.outcome(stage.actor.create(key, stage.written(subject, 'after')), 'created', 'the create');
      stage.timeGoesOn();
      await stage.settle();
      await stage.livesAt(key, subject, 'after');
    },
  },
  {
    number: 40,
    title: 'a change of subject and sid hangs; delete-by-sid of the new sid; 13 h; a look-up completes it: ended',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from, 'x');
      stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved', 'y')), 'lost', 'the move');
      stage.jump(2_000);
      await stage.outcome(stage.actor.deleteOfSid(stage.sid('y')), 'deleted', 'the removal');
      stage.hours(13);
      await stage.actor.get(key);
      await stage.settle();
      await stage.isGone(key);
    },
  },
  {
    number: 43,
    title: 'D1 down for objects, the new owner out of reach: a `pending` create or move, delete-by-sid at once: ended',
    async play(stage) {
      for (const what of ['create', 'move']) {
        const [from, to] = [stage.subject(`${what} from`), stage.subject(`${what} to`)];
        const key = await stage.chosen();
        if (what === 'move') await stage.live(key, from, 'before');
        const down = stage.projectionDown();
        stage.fault({ at: 'awaitIndexed:sent', from: key.home, do: 'fail' });
        const written = stage.written(to, 'pending', what);
        const answer = await (what === 'create' ? stage.actor.create(key, written) : stage.actor.update(key, written));
        stage.equal('indexed' in answer && answer.indexed, false, `the ${what} is in the index`);
        await stage.outcome(stage.actor.deleteOfSid(stage.sid(what)), 'deleted', 'the removal');
        down.off();
        await stage.settle();
        await stage.isGone(key);
      }
    },
  },
];
