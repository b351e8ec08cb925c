/**
 * Counts sign-ins and ends by the hour (`index-d1/activity.ts`). Guarantees: an hour is counted when it is over, and with every
 * later hour again until it is settled, so that what reached the index late is in it: for three hours, and for as long as a
 * change waits that may be of that hour, but for no longer than a day. A run that dies or meets another one counts again what
 * it has counted, to the same numbers. Where nothing has been counted yet, it begins a day back; after a pause it makes up
 * what history still holds.
 */
import { HOUR, hourOf } from '../session/activity.ts';
import type { CronParts } from './cron-parts.ts';

/** The name under which the first hour that is not settled is kept. */
const UNSETTLED = 'activity';
const SETTLING = 3 * HOUR;
/** The most hours of one statement, and how long an hour stays open at most. */
const DAY = 24 * HOUR;

/** How many hours were counted, those included that were counted again. */
export async function countActivity({ index, budget, historyKept, now }: CronParts): Promise<number> {
  if (budget.spent) return 0;
  const over = hourOf(now());
  const last = await index.lastCountedHour();
  if (last !== null && last + HOUR >= over) return 0;

  const kept = await index.cursor(UNSETTLED);
  // What history does not hold any more must not be counted again.
  const oldest = hourOf(over - historyKept) + HOUR;
  let from = Math.max(kept === null ? over - DAY : Number(kept), oldest);
  let counted = 0;
  while (from < over && !(counted > 0 && budget.spent)) {
    const to = Math.min(from + DAY, over);
    await index.countActivity({ from, to });
    counted += (to - from) / HOUR;
    if (to < over) await index.setCursor(UNSETTLED, String(to));
    else await index.setCursor(UNSETTLED, String(Math.max(from, await settled(index, over))));
    from = to;
  }
  return counted;
}

/** The hours before this one are final. */
async function settled(index: CronParts['index'], over: number): Promise<number> {
  const [longest] = await index.unprojected();
  const waiting = longest === undefined ? over : hourOf(longest.since);
  return Math.max(Math.min(over - SETTLING, waiting), over - DAY);
}
