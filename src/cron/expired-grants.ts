/** Ends grants that have expired. */
import type { CronParts } from './cron-parts.ts';
import { endExpired } from './expired.ts';

export function endExpiredGrants(parts: CronParts): Promise<number> {
  const asOf = parts.now();
  return endExpired(parts, {
    cursor: 'expired-grants',
    rows: (after, limit) => parts.index.expiredGrants(asOf, after, limit),
    positionOf: ({ expiration, n }) => ({ expiration, n }),
    ended: ({ grants }) => grants,
  });
}
