/** Logout notifications on the index. Contract: "Session management", deliveries. Exact, AND, newest first. */
import type { Delivery, DeliveryStatus } from '../session/ending.ts';
import type { D1Client } from './d1-client.ts';
import type { EventFilter, EventTable, Numbered } from './event-list.ts';
import { type EventPageOutcome, eventPage } from './event-page.ts';
import type { ListQuery } from './list-page.ts';
import { sql } from './sql.ts';

/** A blank filter is null. */
export interface DeliveriesQuery extends ListQuery {
  readonly status: DeliveryStatus | null;
  readonly clientId: string | null;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
}

const DELIVERIES: EventTable<Delivery & Numbered> = {
  table: sql`delivery`,
  time: sql`created`,
  columns: sql`n, id, client_id AS clientId, subject AS subjectId, sid AS sessionId, reason, status, attempts,
    last_error AS lastError, next_attempt AS nextAttempt, created`,
  inOrder: sql`delivery INDEXED BY delivery_created`,
  timeOf: ({ created }) => created,
};

/** `keys` of the results token: the first writes, all read. */
export function deliveryPage(
  client: D1Client,
  query: DeliveriesQuery,
  keys: readonly CryptoKey[],
): Promise<EventPageOutcome<Delivery>> {
  const { status, clientId, subjectId, sessionId } = query;
  const filters: EventFilter[] = [];
  if (sessionId !== null) {
    const test = sql`sid = ${sessionId}`;
    filters.push({ test, matches: sql`delivery INDEXED BY delivery_sid WHERE ${test}` });
  }
  if (subjectId !== null) {
    const test = sql`subject = ${subjectId}`;
    filters.push({ test, matches: sql`delivery INDEXED BY delivery_subject WHERE ${test}` });
  }
  if (clientId !== null) {
    const test = sql`client_id = ${clientId}`;
    filters.push({ test, matches: sql`delivery INDEXED BY delivery_client WHERE ${test}` });
  }
  if (status !== null) {
    const test = sql`status = ${status}`;
    // Delivered are most of them, so no index has those; and a partial index is used only where its condition is said.
    const open = sql`delivery INDEXED BY delivery_open WHERE ${test} AND status <> 'delivered'`;
    filters.push({ test, matches: status === 'delivered' ? null : open });
  }
  const bound = { status, clientId, subjectId, sessionId };
  return eventPage(client, 'deliveries', DELIVERIES, filters, query, bound, keys);
}
