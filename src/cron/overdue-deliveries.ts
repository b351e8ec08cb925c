/**
 * Wakes objects whose notifications should have gone out long ago: their alarm was lost. Guarantees: the longest overdue come
 * first; an object that does not answer does not hold up the others. Asking costs a client at most the attempt that was due.
 */
import { forEachAtOnce } from '../store/follow-located.ts';
import type { CronParts } from './cron-parts.ts';
import type { WaitingObjects } from './waiting-objects.ts';

/** A delivery that is due for so long has no alarm, in milliseconds: longer than a run of the alarm and its next attempt. */
const OVERDUE = 3 * 60_000;
/** Deliveries of one run, and objects asked between two looks at the budget. */
const MOST = 1_000;
const CHUNK = 12;

export async function wakeOverdue(parts: CronParts, waiting: WaitingObjects): Promise<number> {
  const { directory, index, now, budget, log } = parts;
  if (budget.spent) return 0;
  const routes = await index.overdueDeliveryRoutes(now() - OVERDUE, MOST);
  let woken = 0;
  for (let from = 0; from < routes.length && !(from > 0 && budget.spent); from += CHUNK) {
    await forEachAtOnce(routes.slice(from, from + CHUNK), async (route) => {
      try {
        waiting.note(route, await directory.call(route, 'repeatable', (object) => object.wake({ route })));
        woken++;
      } catch (fault) {
        log('cron-object-unavailable', { route, reason: fault instanceof Error ? fault.name : 'unknown' });
      }
    });
  }
  return woken;
}
