/** Session management on objects and index: `SessionManagement` as the edge runs it. Made once per request. */
import type { IndexedUserSession } from '../index-d1/user-session-row.ts';
import type { ActivityQuery } from '../session/activity.ts';
import { routeOf } from '../session/keys.ts';
import type { ServerSideSession } from '../session/server-side-session.ts';
import type { QueryResult } from '../session/session-filter.ts';
import { filterValue } from '../session/session-filter.ts';
import { getSessions } from '../store/find.ts';
import { pageOfWholeRecords } from '../store/query.ts';
import type { StoreParts } from '../store/store-parts.ts';
import { parseTicket } from '../ticket/ticket-text.ts';
import { type UserSession, userSessionOf } from '../ticket/user-session.ts';
import { removeSessions } from './remove-sessions.ts';
import type {
  DeliveryQuery,
  GrantCountQuery,
  GrantCountsOutcome,
  HistoryQuery,
  ManagementPage,
  ManagementQuery,
  ManagementStats,
  RedeliverOutcome,
  Removal,
  RemovalOptions,
  SessionManagement,
  SubjectQuery,
  SubjectSessionsOutcome,
  TicketedSession,
} from './session-management.ts';
import { managementStats } from './stats.ts';

export interface ManagementParts extends StoreParts {
  /** Ids of the ring's keys; the first writes. */
  readonly ticketKeyIds: readonly string[];
}

export class EdgeManagement implements SessionManagement {
  readonly #parts: ManagementParts;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
  }

  async query({ withTicket, ...query }: ManagementQuery): Promise<ManagementPage> {
    const { index, now, tokenKeys } = this.#parts;
    const found = await index.managementPage(query, now(), await tokenKeys());
    if (found.outcome !== 'page') return found;
    if (!withTicket) return { outcome: 'page', withTicket, page: withRows(found.page, shown) };
    const page = await pageOfWholeRecords(this.#parts, found);
    return {
      outcome: 'page',
      withTicket,
      page: withRows(page, ticketed),
    };
  }

  async session(id: string) {
    const session = await this.#parts.index.userSessionById(id);
    return session === null
      ? ({ outcome: 'session-not-found' } as const)
      : ({ outcome: 'found', session: shown(session) } as const);
  }

  async sessionsOf({ withTicket, ...query }: SubjectQuery): Promise<SubjectSessionsOutcome> {
    if (filterValue(query.subjectId) === null) return { outcome: 'filter-required' };
    const found = await getSessions(this.#parts, query, query.resultsToken, '', query.countRequested);
    if (found.outcome !== 'found') return found;
    const { outcome, resultsToken } = found;
    const sessions = found.sessions.map(ticketed);
    return withTicket
      ? { outcome, withTicket, sessions, resultsToken }
      : { outcome, withTicket, sessions: sessions.map(untold), resultsToken };
  }

  async grants(query: GrantCountQuery): Promise<GrantCountsOutcome> {
    const subjectId = filterValue(query.subjectId);
    if (subjectId === null) return { outcome: 'filter-required' };
    const route = await routeOf(subjectId);
    const args = { route, sessionId: filterValue(query.sessionId), clientId: filterValue(query.clientId) };
    const { counts, incomplete } = await this.#parts.directory.call(route, 'read', (object) =>
      object.countGrants(args),
    );
    return { outcome: 'counted', counts, incomplete };
  }

  remove(removal: Removal, options: RemovalOptions = {}) {
    const subjectId = filterValue(removal.subjectId);
    const sessionId = filterValue(removal.sessionId);
    return removeSessions(this.#parts, { ...removal, subjectId, sessionId }, options);
  }

  async history(query: HistoryQuery) {
    return this.#parts.index.history(query, await this.#parts.tokenKeys());
  }

  async deliveries(query: DeliveryQuery) {
    return this.#parts.index.deliveries(query, await this.#parts.tokenKeys());
  }

  async redeliver(id: string): Promise<RedeliverOutcome> {
    const { directory, index } = this.#parts;
    const delivery = await index.delivery(id);
    if (delivery === null) return { outcome: 'delivery-not-found' };
    const { route } = delivery;
    const answer = await directory.call(route, 'repeatable', (object) => object.redeliver({ route, delivery }));
    return { outcome: 'queued', delivery: answer.delivery, indexed: answer.indexed };
  }

  stats(): Promise<ManagementStats> {
    return managementStats(this.#parts);
  }

  activity(asked: ActivityQuery) {
    return this.#parts.index.activity(asked);
  }
}

const withRows = <T, R>(page: QueryResult<T>, row: (of: T) => R): QueryResult<R> => ({
  ...page,
  results: page.results.map(row),
});

function ticketed(session: ServerSideSession): TicketedSession {
  const ticket = session.ticket === null ? null : parseTicket(session.ticket, session);
  return { ...userSessionOf(session, ticket), ticket, ticketError: session.ticketError };
}

const untold = ({ ticket: _t, ticketError: _e, ...session }: TicketedSession): UserSession => session;
const shown = ({ scheme: _s, route: _r, home: _h, ...session }: IndexedUserSession): UserSession => session;
