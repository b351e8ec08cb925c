/**
 * Pokes the buckets in turn: a bucket is known to no index, so an alarm that it lost would stay lost. A bucket that holds
 * nothing is not created by being asked.
 */
import { forEachAtOnce } from '../store/follow-located.ts';
import type { CronParts } from './cron-parts.ts';
import { WaitingObjects } from './waiting-objects.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BUCKETS = ALPHABET.length ** 2;
/** Buckets of one run: every five minutes, all of them within a day. */
const POKES = 16;
const CURSOR = 'bucket';

export async function pokeBuckets(
  { directory, index, budget, log }: CronParts,
  waiting = new WaitingObjects(),
): Promise<number> {
  if (budget.spent) return 0;
  const first = Number((await index.cursor(CURSOR)) ?? 0);
  const names = Array.from({ length: POKES }, (_, offset) => bucket((first + offset) % BUCKETS));
  await forEachAtOnce(names, async (route) => {
    try {
      waiting.note(route, await directory.call(route, 'repeatable', (object) => object.wake({ route })));
    } catch (fault) {
      log('cron-object-unavailable', { route, reason: fault instanceof Error ? fault.name : 'unknown' });
    }
  });
  await index.setCursor(CURSOR, String((first + POKES) % BUCKETS));
  return names.length;
}

const bucket = (n: number): string => `k${ALPHABET[Math.floor(n / ALPHABET.length)]}${ALPHABET[n % ALPHABET.length]}`;
