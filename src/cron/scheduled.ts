/**
 * The scheduled work: cron is the guarantee where alarms get lost (design.md, invariant 12). Guarantees: each part may run
 * twice at once and stops at the budget; one part's fault does not keep the others from running.
 */
import { countActivity } from './activity.ts';
import { pokeBuckets } from './buckets.ts';
import { mendDrift } from './drift.ts';
import { endExpiredGrants } from './expired-grants.ts';
import { endExpiredSessions } from './expired-sessions.ts';
import { wakeOverdue } from './overdue-deliveries.ts';
import { purge } from './purge.ts';
import { resealEnvelopes } from './reseal.ts';
import type { ResealParts } from './reseal-rows.ts';
import { WaitingObjects } from './waiting-objects.ts';

export async function scheduled(parts: ResealParts): Promise<void> {
  const { log } = parts;
  const part = async (name: string, work: () => Promise<unknown>) => {
    try {
      log('cron', { part: name, done: await work() });
    } catch (fault) {
      log('cron-failed', { part: name, reason: fault instanceof Error ? fault.message : 'unknown' });
    }
  };
  const waiting = new WaitingObjects();
  await part('overdue-deliveries', () => wakeOverdue(parts, waiting));
  if (parts.removeExpired) await part('expired-sessions', () => endExpiredSessions(parts));
  if (parts.removeExpired) await part('expired-grants', () => endExpiredGrants(parts));
  await part('drift', () => mendDrift(parts, waiting));
  await part('buckets', () => pokeBuckets(parts, waiting));
  await part('unprojected', () => waiting.settle(parts));
  await part('activity', () => countActivity(parts));
  await part('purge', () => purge(parts));
  await part('reseal', () => resealEnvelopes(parts));
}
