/**
 * Ends what has expired, by the index: the guarantee behind the objects' alarms, which may get lost. Guarantees: the owner
 * decides again; an object that does not answer does not hold up the others; stops at its budget, and the next run goes on.
 */
import { SYSTEM } from '../session/ending.ts';
import { followLocated } from '../store/follow-located.ts';
import type { CronParts } from './cron-parts.ts';

/** Rows of the index read at once. */
const CHUNK = 200;

export async function endExpiredSessions({ directory, index, now, budget, log }: CronParts): Promise<number> {
  const asOf = now();
  let ended = 0;
  let after: { readonly ends: number; readonly id: string } | null = null;
  while (!budget.spent) {
    const due = await index.expired(asOf, after, CHUNK);
    const last = due.at(-1);
    if (!last) break;
    after = { ends: last.ends, id: last.id };
    await followLocated(
      due,
      async (route, ids) => {
        try {
          const answer = await directory.call(route, 'repeatable', (object) =>
            object.expire({ route, ids, by: SYSTEM, take: null }),
          );
          ended += answer.removed;
          return answer;
        } catch (fault) {
          log('cron-object-unavailable', { route, reason: fault instanceof Error ? fault.name : 'unknown' });
          return { elsewhere: [] };
        }
      },
      true,
    );
    if (due.length < CHUNK) break;
  }
  return ended;
}
