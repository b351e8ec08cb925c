/** `If-Match` and `Idempotency-Key` against lost answers, beyond the table of consistency.md: scenes 44 and 45. */
import type { Scene } from './scene.ts';

export const CONDITIONS: readonly Scene[] = [
  {
    number: 44,
    title:
      'If-Match at the yield: a change comes in between: 412, nothing moved; the answer of a yield that met it is lost: moved',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      const seen = await stage.actor.get(key);
      const yielding = stage.fault({ at: 'yield:sent', from: key.home, do: 'park' });
      const move = stage.actor.update(key, stage.written(to, 'moved'), { ifMatch: revisionOf(seen) });
      await stage.reached(yielding);
      const changed = await stage.actor.update(key, stage.written(from, 'changed'), { guess: from });
      stage.equal(changed.outcome, 'updated', 'the change at the owner');
      yielding.letGo();
      await stage.outcome(move, 'revision-mismatch', 'the move');
      await stage.livesAt(key, from, 'changed');

      stage.fault({ at: 'yield:done', from: key.home, do: 'fail' });
      const again = stage.actor.update(key, stage.written(to, 'moved'), { ifMatch: revisionOf(changed) });
      await stage.outcome(again, 'lost', 'the move whose answer is lost');
      await stage.livesAt(key, to, 'moved');
    },
  },
  {
    number: 45,
    title: 'a create with an Idempotency-Key loses its answer: the repeat gets it, also after the session has ended',
    async play(stage) {
      for (const home of ['bucket', 'subject']) {
        const subject = stage.subject(home);
        const key = home === 'bucket' ? await stage.chosen() : await stage.minted(subject);
        const create = () => stage.actor.create(key, stage.written(subject, 'once'), { repeat: home });
        stage.fault({ at: home === 'bucket' ? 'adopt:done' : 'create:done', do: 'fail' });
        await stage.outcome(create(), 'lost', 'the create');
        await stage.outcome(create(), 'created', 'its repeat');
        await stage.livesAt(key, subject, 'once');
        const other = stage.actor.create(key, stage.written(subject, 'other'), { repeat: home });
        await stage.outcome(other, 'idempotency-key-reused', 'another body');
        await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
        await stage.outcome(create(), 'created', 'its repeat after the end');
        await stage.isGone(key);
      }
    },
  },
];

const revisionOf = (answer: object): readonly number[] => ('revision' in answer ? [Number(answer.revision)] : []);
