/**
 * Deliveries on their way into D1. Guarantees: a row holds only where its revision is higher. What a delivery is about never
 * changes, so an attempt writes no index but those over its status.
 */
import type { DeliveryRow } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { type SQL, sql } from './sql.ts';

export const putDeliveries = (rows: readonly DeliveryRow[]): SQL =>
  sql`INSERT INTO delivery (id, route, rev, client_id, subject, sid, token_sub, token_sid, issuer, reason, status, attempts,
        last_error, next_attempt, created)
      SELECT value ->> 'id', value ->> 'route', value ->> 'revision', value ->> 'clientId', value ->> 'subjectId',
        value ->> 'sessionId', value ->> 'tokenSub', value ->> 'tokenSid', value ->> 'issuer', value ->> 'reason',
        value ->> 'status', value ->> 'attempts', value ->> 'lastError', value ->> 'nextAttempt', value ->> 'created'
      FROM ${jsonRows(rows)} WHERE true
      ON CONFLICT (id) DO UPDATE SET route = excluded.route, rev = excluded.rev, status = excluded.status,
        attempts = excluded.attempts, last_error = excluded.last_error, next_attempt = excluded.next_attempt
      WHERE excluded.rev > delivery.rev`;
