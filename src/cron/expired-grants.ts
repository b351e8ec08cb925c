/** Ends grants that have expired. */
import type { ExpiredGrant, ExpiredGrantPosition } from '../index-d1/grant-look.ts';
import type { CronParts } from './cron-parts.ts';
import { endExpired } from './expired.ts';

export function endExpiredGrants(parts: CronParts): Promise<number> {
  const asOf = parts.now();
  return endExpired<ExpiredGrant, ExpiredGrantPosition>(parts, {
    cursor: 'expired-grants',
    rows: (after, limit) => parts.index.expiredGrants(asOf, after, limit),
    positionOf: ({ expiration, n }) => ({ expiration, n }),
    ended: ({ grants }) => grants,
  });
}
