/** A call between objects, or its answer, is lost in the middle of a move or of a release: scenes 1-5 and 42. */
import type { Scene } from './scene.ts';

export const LOST_ANSWERS: readonly Scene[] = [
  {
    number: 1,
    title:
      'move: home crashes after the yield; 25 h; adopt fails once; the old owner wants to forget: found at the target',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      stage.fault({ at: 'yield:done', from: key.home, do: 'abort' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'lost', 'the move');
      stage.hours(25);
      stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
      await stage.ring(await stage.route(from));
      stage.jump(60_000);
      await stage.ringAgain(await stage.route(from));
      await stage.livesAt(key, to, 'moved');
    },
  },
  {
    number: 2,
    title:
      'move: home crashes after the adopt; deleted at the target; 25 h; alarms: does not come back, no forward left',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      stage.fault({ at: 'adopt:done', from: key.home, do: 'abort' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'lost', 'the move');
      await stage.outcome(stage.actor.delete(key, { guess: to }), 'deleted', 'the removal at the target');
      stage.hours(25);
      await stage.ring(await stage.route(to));
      await stage.ringAll();
      await stage.isGone(key);
      stage.equal((await stage.state(key.home)).ways.length, 0, 'ways left at home');
    },
  },
  {
    number: 3,
    title: 'the adopt of a move is lost; 13 h; a get: it arrives',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'lost', 'the move');
      stage.hours(13);
      await stage.livesAt(key, to, 'moved');
    },
  },
  {
    number: 4,
    title:
      'the adopt of a create is lost; a second create: 409, later 410, free after the window though nothing was collected',
    async play(stage) {
      const subject = stage.subject('one');
      for (const hoursLater of [1, 13]) {
        const key = await stage.chosen();
        stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
        await stage.outcome(stage.actor.create(key, stage.written(subject, 'first')), 'lost', 'the first create');
        stage.hours(hoursLater);
        const second = stage.actor.create(key, stage.written(subject, 'second'));
        // A create that was begun more than 12 h ago ends on arrival: nobody waits for it any more.
        await stage.outcome(second, hoursLater < 12 ? 'key-taken' : 'session-ended', 'the second create');
        if (hoursLater < 12) {
          await stage.livesAt(key, subject, 'first');
          await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
        }
        await stage.outcome(
          stage.actor.create(key, stage.written(subject, 'third')),
          'session-ended',
          'within the window',
        );
        stage.hours(25);
        await stage.outcome(stage.actor.create(key, stage.written(subject, 'fourth')), 'created', 'after the window');
        await stage.livesAt(key, subject, 'fourth');
      }
    },
  },
  {
    number: 5,
    title: 'a release ran, its answer was lost; the key created there again; release again: found',
    async play(stage) {
      const subject = stage.subject('one');
      const owner = await stage.route(subject);
      const key = await stage.live(await stage.chosen(), subject);
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
      stage.hours(25);
      const copied = stage.fault({ at: 'release:sent', from: owner, do: 'copy' });
      stage.fault({ at: 'release:done', from: owner, do: 'fail' });
      await stage.ring(owner);
      // Home has forgotten everything, and its clock is behind.
      stage.skew(key.home, -500);
      await stage.outcome(stage.actor.create(key, stage.written(subject, 'again')), 'created', 'the create');
      await stage.late(stage.copyOf(copied));
      stage.jump(60_000);
      await stage.ringAll();
      await stage.livesAt(key, subject, 'again');
    },
  },
  {
    number: 42,
    title: 'the answer of the yield is lost: found at the target, one owner',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      stage.fault({ at: 'yield:done', from: key.home, do: 'fail' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'lost', 'the move');
      await stage.livesAt(key, to, 'moved');
    },
  },
];
