/** Creates that the session limit refuses, in the middle of something else: scenes 13, 23 and 25. */
import type { Scene } from './scene.ts';

export const REFUSALS: readonly Scene[] = [
  {
    number: 13,
    title:
      'a create is refused, the answer lost, asked again, a late copy, then a new create: only the new one makes it',
    async play(stage) {
      const subject = stage.subject('full');
      const strict = stage.limited({ count: 1, policy: 'deny' });
      const other = await stage.live(await stage.chosen(), subject);
      const key = await stage.chosen();
      const copied = stage.fault({ at: 'adopt:sent', from: key.home, do: 'copy' });
      stage.fault({ at: 'adopt:done', from: key.home, do: 'fail' });
      await stage.outcome(strict.create(key, stage.written(subject, 'refused')), 'lost', 'the create that is refused');
      await stage.outcome(stage.actor.delete(other), 'deleted', 'making room');
      // Asked again: home finishes what it began, and a refusal stays a refusal.
      await stage.outcome(stage.actor.get(key), 'session-not-found', 'what was refused');
      await stage.late(stage.copyOf(copied));
      await stage.isGone(key);
      await stage.outcome(strict.create(key, stage.written(subject, 'new')), 'created', 'the new create');
      await stage.late(stage.copyOf(copied));
      await stage.livesAt(key, subject, 'new');

      const mover = await stage.live(await stage.chosen(), stage.subject('elsewhere'));
      await stage.outcome(
        strict.update(mover, stage.written(subject, 'moved')),
        'updated',
        'a move into the full subject',
      );
      await stage.livesAt(mover, subject, 'moved');
    },
  },
  {
    number: 23,
    title: 'a create is refused while another create waits: the other one makes it',
    async play(stage) {
      const subject = stage.subject('full');
      const strict = stage.limited({ count: 1, policy: 'deny' });
      const other = await stage.live(await stage.chosen(), subject);
      const key = await stage.chosen();
      const adopting = stage.fault({ at: 'adopt:done', from: key.home, do: 'park' });
      const first = strict.create(key, stage.written(subject, 'first'));
      await stage.reached(adopting);
      const second = strict.create(key, stage.written(subject, 'second'));
      await stage.outcome(stage.actor.delete(other), 'deleted', 'making room');
      adopting.letGo();
      await stage.outcome(first, 'session-limit', 'the first create');
      await stage.outcome(second, 'created', 'the second create');
      await stage.livesAt(key, subject, 'second');
    },
  },
  {
    number: 25,
    title:
      'ended at home while D1 is away, window passes, a create for another subject is refused, D1 back: the index learns it',
    async play(stage) {
      for (const remembers of ['its mark', 'nothing']) {
        const [subject, full] = [stage.subject(`one ${remembers}`), stage.subject(`full ${remembers}`)];
        const strict = stage.limited({ count: 1, policy: 'deny' });
        await stage.live(await stage.chosen(), full);
        const key = await stage.live(await stage.minted(subject), subject);
        const down = stage.d1Down();
        const removed = await stage.actor.delete(key);
        stage.equal(removed.outcome === 'deleted' && removed.indexed, false, 'the removal is in the index');
        stage.hours(25);
        if (remembers === 'nothing') await stage.ring(await stage.route(subject));
        await stage.outcome(strict.create(key, stage.written(full, 'refused')), 'session-limit', 'the create');
        down.off();
        await stage.settle();
        stage.equal((await stage.indexed(key))?.state, 'ended', 'the index');
      }
    },
  },
];
