/**
 * Removes from the index what nothing refers to any more: tombstones after 25 h, fences after 30 days, history, finished
 * deliveries and counts after the configured time; in chunks.
 */
import { WINDOWS } from '../session/windows.ts';
import type { CronParts } from './cron-parts.ts';

/** Rows of one statement: D1 asks for small ones. */
const CHUNK = 1_000;

export interface Purged {
  /** Of sessions and of grants. */
  readonly tombstones: number;
  readonly fences: number;
  readonly history: number;
  readonly deliveries: number;
  /** Hours. */
  readonly activity: number;
}

export async function purge({ index, budget, historyKept, now }: CronParts): Promise<Purged> {
  const all = async (remove: () => Promise<number>) => {
    let total = 0;
    while (!budget.spent) {
      const removed = await remove();
      total += removed;
      if (removed < CHUNK) break;
    }
    return total;
  };
  return {
    tombstones:
      (await all(() => index.purgeTombstones(now() - WINDOWS.tombstone, CHUNK))) +
      (await all(() => index.purgeGrantTombstones(now() - WINDOWS.tombstone, CHUNK))),
    fences: await all(() => index.purgeFences(now() - WINDOWS.fence, CHUNK)),
    history: await all(() => index.purgeHistory(now() - historyKept, CHUNK)),
    deliveries: await all(() => index.purgeDeliveries(now() - historyKept, CHUNK)),
    activity: await all(() => index.purgeActivity(now() - historyKept, CHUNK)),
  };
}
