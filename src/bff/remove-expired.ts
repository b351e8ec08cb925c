/**
 * The clean-up (reference: `IUserSessionStoreCleanup`): ends what has expired in all partitions. The index names it,
 * the owners decide again. Guarantees: each session is counted to exactly one caller; fewer than a call may end only
 * when no more have expired.
 */
import type { ExpiredRow } from '../index-d1/located.ts';
import { LIMITS } from '../session/limits.ts';
import { followLocated } from '../store/follow-located.ts';
import type { StoreParts } from '../store/store-parts.ts';

export async function removeExpired({ directory, index, now, by }: StoreParts): Promise<number> {
  const asOf = now();
  let removed = 0;
  let last: ExpiredRow | null = null;
  for (;;) {
    const limit = LIMITS.pageSize - removed;
    const due: readonly ExpiredRow[] = await index.expired(asOf, last, limit, 'partitions');
    await followLocated(
      due,
      async (route, ids) => {
        const answer = await directory.call(route, 'once', (object) =>
          object.expire({ route, ids, by, take: 'counted' }),
        );
        removed += answer.removed;
        return answer;
      },
      true,
    );
    last = due.at(-1) ?? null;
    if (due.length < limit || removed === LIMITS.pageSize) return removed;
  }
}
