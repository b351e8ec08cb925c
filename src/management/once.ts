/**
 * A removal that no single object does, under an `Idempotency-Key`: the bucket of the key's hash remembers its answer (contract,
 * "Answers"). Guarantees: two at once run once; an answer that was given is given again for 24 h; an error is not remembered.
 */
import { bucketOf } from '../session/keys.ts';
import type { StoreParts } from '../store/store-parts.ts';
import type { RemoveSessionsAnswer, RemoveSessionsArgs } from '../subject/api.ts';

type Removed = Extract<RemoveSessionsAnswer, { outcome: 'removed' }>;

export async function once(
  { directory }: StoreParts,
  kept: RemoveSessionsArgs['kept'],
  work: () => Promise<Removed>,
): Promise<RemoveSessionsAnswer> {
  if (kept === null) return work();
  const route = bucketOf(kept.scope);
  const claimed = await directory.call(route, 'once', (object) => object.claim({ route, ...kept }));
  switch (claimed.outcome) {
    case 'claimed':
      break;
    case 'kept':
      return { ...(JSON.parse(new TextDecoder().decode(claimed.answer)) as Removed), replayed: true };
    default:
      return { outcome: claimed.outcome };
  }
  const settle = (answer: Removed | null) =>
    directory.call(route, 'once', (object) =>
      object.settle({ route, ...kept, answer: answer && new TextEncoder().encode(JSON.stringify(answer)) }),
    );
  try {
    const answer = await work();
    await settle(answer);
    return answer;
  } catch (fault) {
    await settle(null);
    throw fault;
  }
}
