/** A call between objects arrives again, long after it ran: scenes 6-8, 26 and 27. */
import type { Scene } from './scene.ts';

export const LATE_COPIES: readonly Scene[] = [
  {
    number: 6,
    title: 'a copy of an adopt comes after all was forgotten: stale',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.chosen();
      const ofCreate = stage.fault({ at: 'adopt:sent', to: await stage.route(from), do: 'copy' });
      const ofMove = stage.fault({ at: 'adopt:sent', to: await stage.route(to), do: 'copy' });
      await stage.live(key, from);
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'updated', 'the move');
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
      stage.hours(25);
      await stage.ringAll();
      await stage.late(stage.copyOf(ofMove));
      await stage.isGone(key);
      await stage.late(stage.copyOf(ofCreate));
      await stage.isGone(key);
    },
  },
  {
    number: 7,
    title: 'a copy of an adopt comes after the record has left: ignored, one owner',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.chosen();
      const copied = stage.fault({ at: 'adopt:sent', to: await stage.route(from), do: 'copy' });
      await stage.live(key, from);
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'updated', 'the move');
      await stage.late(stage.copyOf(copied));
      await stage.livesAt(key, to, 'moved');
    },
  },
  {
    number: 8,
    title: 'a copy of a yield comes after the record came back: it stays',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      const copied = stage.fault({ at: 'yield:sent', to: await stage.route(from), do: 'copy' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'updated', 'the move');
      await stage.outcome(stage.actor.update(key, stage.written(from, 'back')), 'updated', 'the move back');
      await stage.late(stage.copyOf(copied));
      await stage.livesAt(key, from, 'back');
    },
  },
  {
    number: 26,
    title:
      'home crashes before the forward; 23 h; home completes, that adopt is kept; ended mark forgotten; it arrives: stays away',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const target = await stage.route(to);
      const key = await stage.live(await stage.chosen(), from);
      stage.fault({ at: 'adopt:done', from: key.home, do: 'abort' });
      await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'lost', 'the move');
      await stage.outcome(stage.actor.delete(key, { guess: to }), 'deleted', 'the removal at the target');
      stage.hours(23);
      const copied = stage.fault({ at: 'adopt:sent', to: target, do: 'copy' });
      await stage.isGone(key);
      stage.hours(1.1);
      await stage.ring(target);
      stage.equal((await stage.state(target)).marks.length, 0, 'marks at the target');
      await stage.late(stage.copyOf(copied));
      await stage.isGone(key);
      await stage.settle();
    },
  },
  {
    number: 27,
    title: 'as 26, with a create that was refused: its mark is forgotten, the copy arrives, and nothing comes of it',
    async play(stage) {
      const subject = stage.subject('full');
      const target = await stage.route(subject);
      const strict = stage.limited({ count: 1, policy: 'deny' });
      const other = await stage.live(await stage.chosen(), subject);
      const key = await stage.chosen();
      stage.fault({ at: 'adopt:done', from: key.home, do: 'abort' });
      await stage.outcome(strict.create(key, stage.written(subject, 'refused')), 'lost', 'the create that is refused');
      await stage.outcome(stage.actor.delete(other), 'deleted', 'making room');
      stage.hours(23);
      const copied = stage.fault({ at: 'adopt:sent', to: target, do: 'copy' });
      await stage.isGone(key);
      await stage.outcome(stage.actor.get(key), 'session-not-found', 'home has finished');
      stage.hours(1.1);
      await stage.ring(target);
      stage.equal((await stage.state(target)).marks.length, 0, 'marks at the target');
      await stage.late(stage.copyOf(copied));
      stage.equal((await stage.state(target)).marks.length, 0, 'marks that the copy made');
      await stage.isGone(key);
      await stage.outcome(strict.create(key, stage.written(subject, 'new')), 'created', 'a new create');
      await stage.livesAt(key, subject, 'new');
    },
  },
];
