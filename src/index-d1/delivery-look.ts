/** Single deliveries, and who has to be reminded of some. Guarantees: every look is bounded and uses an index. */
import type { DeliveryRow } from './index-row.ts';
import { type SQL, sql } from './sql.ts';

/** A `DeliveryRow`, column by column. */
export const DELIVERY_COLUMNS: SQL = sql`id, route, rev AS revision, client_id AS clientId, subject AS subjectId,
  sid AS sessionId, token_sub AS tokenSub, token_sid AS tokenSid, issuer, reason, status, attempts, last_error AS lastError,
  next_attempt AS nextAttempt, created`;

export const deliveryById = (id: string): SQL<DeliveryRow> =>
  sql`SELECT ${DELIVERY_COLUMNS} FROM delivery WHERE id = ${id}`;

/** Objects whose deliveries should have gone out before `before`: those of the `limit` longest overdue, each once. */
export const overdueDeliveryRoutes = (before: number, limit: number): SQL<{ readonly route: string }> =>
  sql`SELECT DISTINCT route FROM (SELECT route FROM delivery INDEXED BY delivery_due
        WHERE status = 'pending' AND next_attempt < ${before} ORDER BY next_attempt LIMIT ${limit})`;
