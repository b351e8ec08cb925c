/** History on the index: what has ended. Contract: "Session management". Exact, AND, newest end first. */
import type { EndedSession } from '../session/ending.ts';
import type { D1Client } from './d1-client.ts';
import type { EventFilter, EventTable, Numbered } from './event-list.ts';
import { type EventPageOutcome, eventPage } from './event-page.ts';
import type { ListQuery } from './list-page.ts';
import { sql } from './sql.ts';

/** A blank filter is null. */
export interface EndedSessionQuery extends ListQuery {
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  /** The public id of a session. */
  readonly id?: string | null;
}

const HISTORY: EventTable<EndedSession & Numbered> = {
  table: sql`history`,
  time: sql`ended`,
  columns: sql`n, id, subject AS subjectId, sid AS sessionId, display_name AS displayName, device, created, ended,
    reason, actor, on_behalf_of AS onBehalfOf`,
  inOrder: sql`history INDEXED BY history_ended`,
  timeOf: ({ ended }) => ended,
};

/** `keys` of the results token: the first writes, all read. */
export function historyPage(
  client: D1Client,
  query: EndedSessionQuery,
  keys: readonly CryptoKey[],
): Promise<EventPageOutcome<EndedSession>> {
  const { subjectId, sessionId, id = null } = query;
  const filters: EventFilter[] = [];
  if (id !== null) {
    const test = sql`id = ${id}`;
    filters.push({ test, matches: sql`history INDEXED BY history_end WHERE ${test}` });
  }
  if (sessionId !== null) {
    const test = sql`sid = ${sessionId}`;
    filters.push({ test, matches: sql`history INDEXED BY history_sid WHERE ${test}` });
  }
  if (subjectId !== null) {
    const test = sql`subject = ${subjectId}`;
    filters.push({ test, matches: sql`history INDEXED BY history_subject WHERE ${test}` });
  }
  return eventPage(client, 'history', HISTORY, filters, query, { subjectId, sessionId, id }, keys);
}
