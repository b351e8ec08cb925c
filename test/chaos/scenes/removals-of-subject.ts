/** Sign-out everywhere, against what is under way: scenes 11, 12 and 41. */
import type { Scene } from './scene.ts';

export const REMOVALS_OF_SUBJECT: readonly Scene[] = [
  {
    number: 11,
    title: 'a move from S to S2 hangs; delete-by-subject S; delete-by-subject S2 (home a bucket, and home = S): ended',
    async play(stage) {
      for (const home of ['bucket', 'subject']) {
        const [from, to] = [stage.subject(`${home} from`), stage.subject(`${home} to`)];
        // The target's clock is behind: its own removal does not name what was begun just before.
        stage.skew(await stage.route(to), -900);
        const key = await stage.live(home === 'bucket' ? await stage.chosen() : await stage.minted(from), from);
        stage.fault(
          home === 'bucket'
            ? { at: 'yield:done', from: key.home, do: 'abort' }
            : { at: 'adopt:sent', from: key.home, do: 'fail' },
        );
        await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'lost', 'the move');
        await stage.outcome(stage.actor.deleteOfSubject(from), 'deleted', 'the removal of the old subject');
        await stage.outcome(stage.actor.deleteOfSubject(to), 'deleted', 'the removal of the new subject');
        await stage.isGone(key);
        await stage.settle();
        await stage.isGone(key);
      }
    },
  },
  {
    number: 12,
    title: 'a create answered "failed"; sign-out everywhere; home finishes: ended; a later create lives',
    async play(stage) {
      const subject = stage.subject('one');
      const key = await stage.chosen();
      await stage.live(await stage.chosen(), subject);
      stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
      await stage.outcome(stage.actor.create(key, stage.written(subject, 'failed')), 'lost', 'the create');
      stage.jump(2_000);
      await stage.outcome(stage.actor.deleteOfSubject(subject), 'deleted', 'the removal');
      await stage.isGone(key);
      await stage.settle();
      await stage.isGone(key);
      const later = await stage.live(await stage.chosen(), subject);
      await stage.livesAt(later, subject, 'first');
    },
  },
  {
    number: 41,
    title: 'as 12, in an object where nothing else lives, its alarm run in between: ended',
    async play(stage) {
      const subject = stage.subject('one');
      const owner = await stage.route(subject);
      const old = await stage.live(await stage.minted(subject), subject);
      await stage.outcome(stage.actor.delete(old), 'deleted', 'what makes the alarm due');
      stage.hours(24);
      const key = await stage.chosen();
      stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
      await stage.outcome(stage.actor.create(key, stage.written(subject, 'failed')), 'lost', 'the create');
      stage.jump(2_000);
      await stage.outcome(stage.actor.deleteOfSubject(subject), 'deleted', 'the removal');
      stage.jump(1_000);
      await stage.ring(owner);
      stage.equal((await stage.state(owner)).marks.length, 0, 'marks left');
      await stage.isGone(key);
      await stage.settle();
      await stage.isGone(key);
    },
  },
];
