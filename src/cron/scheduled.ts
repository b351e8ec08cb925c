/**
 * The scheduled work: cron is the guarantee where alarms get lost (design.md, invariant 12). Guarantees: each part may run
 * twice at once and stops at the budget; one part's fault does not keep the others from running.
 */
import { pokeBuckets } from './buckets.ts';
import type { CronParts } from './cron-parts.ts';
import { mendDrift } from './drift.ts';
import { endExpiredSessions } from './expired-sessions.ts';
import { purge } from './purge.ts';

export async function scheduled(parts: CronParts): Promise<void> {
  const { log } = parts;
  const part = async (name: string, work: () => Promise<unknown>) => {
    try {
      log('cron', { part: name, done: await work() });
    } catch (fault) {
      log('cron-failed', { part: name, reason: fault instanceof Error ? fault.message : 'unknown' });
    }
  };
  if (parts.removeExpired) await part('expired-sessions', () => endExpiredSessions(parts));
  await part('drift', () => mendDrift(parts));
  await part('buckets', () => pokeBuckets(parts));
  await part('purge', () => purge(parts));
}
