/** RemoveSessions under an `Idempotency-Key`: scenes 89 and 90. */
import type { Stage } from '../harness/stage.ts';
import type { Scene } from './scene.ts';

const keyed = (key: string, bodyHash = 'body') => ({ idempotency: { scope: 'chaos', key, bodyHash } });

const countOf = (removed: Awaited<ReturnType<Stage['actor']['removeSessions']>>): number =>
  removed.outcome === 'removed' ? removed.answer.sessionsRemoved : -1;

export const REPEATS: readonly Scene[] = [
  {
    number: 89,
    title:
      'RemoveSessions by sid, twice at once: once; a repeat: the first answer; a lost one: done again; its holder dead',
    async play(stage) {
      const subject = stage.subject('one');
      const route = await stage.route(subject);
      const sessionId = stage.sid('x');
      const remove = (key: string, body?: string) =>
        stage.actor.removeSessions({ sessionId }, keyed(`${subject} ${key}`, body));
      await stage.live(await stage.minted(subject), subject);
      const waiting = stage.fault({ at: 'removeSessions:sent', to: route, do: 'park' });
      const first = remove('a');
      await stage.reached(waiting);
      await stage.outcome(remove('a'), 'idempotency-in-progress', 'the same at once');
      waiting.letGo();
      stage.equal(countOf(await first), 1, 'sessions of the first');
      const again = await remove('a');
      stage.equal(countOf(again), 1, 'sessions of the repeat');
      stage.equal(again.outcome === 'removed' && again.replayed, true, 'the repeat is one');
      await stage.outcome(remove('a', 'other'), 'idempotency-key-reused', 'another body');
      stage.hours(24.1);
      stage.equal(countOf(await remove('a')), 0, 'sessions a day later');

      await stage.live(await stage.minted(subject), subject);
      stage.fault({ at: 'removeSessions:sent', to: route, do: 'fail' });
      await stage.outcome(remove('b'), 'lost', 'a removal that is lost');
      stage.equal(countOf(await remove('b')), 1, 'sessions of its repeat');

      // Whoever claimed it has died: after a while it is free.
      const settling = stage.fault({ at: 'settle:sent', do: 'fail', times: 2 });
      await stage.outcome(remove('c'), 'lost', 'a removal that cannot remember its answer');
      settling.off();
      await stage.outcome(remove('c'), 'idempotency-in-progress', 'its repeat');
      stage.jump(5 * 60_000);
      await stage.outcome(remove('c'), 'removed', 'its repeat, later');
    },
  },
  {
    number: 90,
    title:
      'RemoveSessions of a subject, its answer lost: the repeat has its counts, completes what has left, says `pending`',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const route = await stage.route(from);
      // The target's clock is behind: its own removal does not name what was begun just before.
      stage.skew(await stage.route(to), -900);
      const moving = await stage.live(await stage.chosen(), from, 'y');
      await stage.live(await stage.minted(from), from);
      const remove = () => stage.actor.removeSessions({ subjectId: from }, keyed(from));
      stage.fault({ at: 'yield:done', from: moving.home, do: 'abort' });
      await stage.outcome(stage.actor.update(moving, stage.written(to, 'moved', 'y')), 'lost', 'the move');
      const down = stage.projectionDown(route);
      stage.fault({ at: 'complete:sent', from: route, do: 'fail' });
      await stage.outcome(remove(), 'lost', 'the removal');
      const again = await remove();
      stage.equal(countOf(again), 1, 'sessions');
      stage.equal(again.outcome === 'removed' && again.replayed, true, 'it is a repeat');
      stage.equal(again.outcome === 'removed' && again.indexed, false, 'it is in the index');
      down.off();
      await stage.outcome(stage.actor.deleteOfSubject(to), 'deleted', 'the removal of the new subject');
      await stage.settle();
      await stage.isGone(moving);

      // Its object is reset right after: answer and end are one transaction.
      const subject = stage.subject('reset');
      await stage.live(await stage.minted(subject), subject, 'z');
      stage.fault({ at: 'write:remove-sessions', from: await stage.route(subject), do: 'abort-later' });
      const removed = () => stage.actor.removeSessions({ subjectId: subject }, keyed(subject));
      await removed();
      stage.equal(countOf(await removed()), 1, 'sessions of the repeat after the reset');
    },
  },
];
