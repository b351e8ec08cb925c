/** Ends sessions that have expired, of every partition. */
import type { ExpiredPosition, ExpiredRow } from '../index-d1/located.ts';
import type { CronParts } from './cron-parts.ts';
import { endExpired } from './expired.ts';

export function endExpiredSessions(parts: CronParts): Promise<number> {
  const asOf = parts.now();
  return endExpired<ExpiredRow, ExpiredPosition>(parts, {
    cursor: 'expired-sessions',
    rows: (after, limit) => parts.index.expired(asOf, after, limit),
    positionOf: ({ ends, id }) => ({ ends, id }),
    ended: ({ removed }) => removed,
  });
}
