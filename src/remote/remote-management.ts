/** Session management of a service elsewhere: `SessionManagement` over the HTTP contract ("Session management"). */
import type {
  DeliveriesOutcome,
  DeliveryQuery,
  HistoryOutcome,
  HistoryQuery,
  ManagementPage,
  ManagementQuery,
  ManagementStats,
  RedeliverOutcome,
  Removal,
  RemovalOptions,
  RemovalOutcome,
  SessionManagement,
  TicketedSession,
  UserSessionOutcome,
} from '../management/session-management.ts';
import type { Delivery, EndedSession } from '../session/ending.ts';
import { isId } from '../session/keys.ts';
import { answerOf, call, isIndexed, isReplayed, type Refusals } from './call.ts';
import type { Exchange } from './exchange.ts';
import { idempotencyHeaders, type RemoteIdempotency, writeHeaders } from './headers.ts';
import { pageOf, pageQuery } from './page.ts';
import { isSegment } from './path.ts';
import { removalAnswerOf } from './removal-record.ts';
import { ticketOf, userSessionOf } from './ticket-record.ts';
import { timed } from './times.ts';

export interface RemoteRemovalOptions extends Omit<RemovalOptions, 'idempotency'> {
  readonly idempotency?: RemoteIdempotency | undefined;
}

const PAGE: Refusals<ManagementPage, 'page'> = { 'results-token-invalid': true };
const SESSION: Refusals<UserSessionOutcome, 'found'> = { 'session-not-found': true };
const REMOVE: Refusals<RemovalOutcome, 'removed'> = {
  'filter-required': true,
  'idempotency-in-progress': true,
  'idempotency-key-reused': true,
};
const HISTORY: Refusals<HistoryOutcome, 'page'> = { 'results-token-invalid': true };
const DELIVERIES: Refusals<DeliveriesOutcome, 'page'> = { 'results-token-invalid': true };
const REDELIVER: Refusals<RedeliverOutcome, 'queued'> = { 'delivery-not-found': true };

const READ = { method: 'GET', writes: false, repeatable: true } as const;

export class RemoteManagement implements SessionManagement {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async query(query: ManagementQuery): Promise<ManagementPage> {
    const { subjectId, sessionId, displayName, clientId, active, withTicket } = query;
    const found = await call(this.#exchange, PAGE, {
      ...READ,
      path: '/v1/management/sessions',
      query: {
        subjectId,
        sessionId,
        displayName,
        clientId,
        active: active == null ? null : String(active),
        ...pageQuery(query),
        fields: withTicket ? 'ticket' : null,
      },
    });
    if (found.outcome !== 'answered') return found;
    const { body } = found.answer;
    return withTicket
      ? { outcome: 'page', withTicket, page: pageOf(body, ticketedSessionOf) }
      : { outcome: 'page', withTicket, page: pageOf(body, userSessionOf) };
  }

  async session(id: string): Promise<UserSessionOutcome> {
    if (!isId(id)) return { outcome: 'session-not-found' };
    const found = await call(this.#exchange, SESSION, {
      ...READ,
      path: '/v1/management/sessions/:id',
      params: { id },
    });
    return found.outcome === 'answered' ? { outcome: 'found', session: userSessionOf(found.answer.body) } : found;
  }

  async remove(removal: Removal, options: RemoteRemovalOptions = {}): Promise<RemovalOutcome> {
    const removed = await call(this.#exchange, REMOVE, {
      method: 'POST',
      path: '/v1/management/sessions/remove',
      headers: {
        ...writeHeaders({ respondAsync: options.respondAsync }),
        ...(await idempotencyHeaders(options.idempotency)),
      },
      body: JSON.stringify(removalOf(removal)),
      writes: true,
      repeatable: options.idempotency !== undefined || removal.dryRun,
    });
    if (removed.outcome !== 'answered') return removed;
    const { answer } = removed;
    return {
      outcome: 'removed',
      answer: removalAnswerOf(answer.body),
      indexed: isIndexed(answer),
      replayed: isReplayed(answer),
    };
  }

  async history(query: HistoryQuery): Promise<HistoryOutcome> {
    const { subjectId, sessionId } = query;
    const found = await call(this.#exchange, HISTORY, {
      ...READ,
      path: '/v1/management/history',
      query: { subjectId, sessionId, ...pageQuery(query) },
    });
    if (found.outcome !== 'answered') return found;
    return { outcome: 'page', page: pageOf(found.answer.body, endedSessionOf) };
  }

  async deliveries(query: DeliveryQuery): Promise<DeliveriesOutcome> {
    const { status, clientId, subjectId, sessionId } = query;
    const found = await call(this.#exchange, DELIVERIES, {
      ...READ,
      path: '/v1/management/deliveries',
      query: { status, clientId, subjectId, sessionId, ...pageQuery(query) },
    });
    if (found.outcome !== 'answered') return found;
    return { outcome: 'page', page: pageOf(found.answer.body, deliveryOf) };
  }

  async redeliver(id: string): Promise<RedeliverOutcome> {
    if (!isSegment(id)) return { outcome: 'delivery-not-found' };
    const queued = await call(this.#exchange, REDELIVER, {
      method: 'POST',
      path: '/v1/management/deliveries/:id/redeliver',
      params: { id },
      writes: true,
      repeatable: false,
    });
    if (queued.outcome !== 'answered') return queued;
    const { answer } = queued;
    return { outcome: 'queued', delivery: deliveryOf(answer.body), indexed: isIndexed(answer) };
  }

  async stats(): Promise<ManagementStats> {
    const { body } = await answerOf(this.#exchange, { ...READ, path: '/v1/management/stats' });
    return timed<ManagementStats>(body, ['asOf']);
  }
}

const removalOf = (removal: Removal): Removal => ({
  subjectId: removal.subjectId,
  sessionId: removal.sessionId,
  ids: removal.ids,
  clientIds: removal.clientIds,
  removeServerSideSession: removal.removeServerSideSession,
  sendBackchannelLogoutNotification: removal.sendBackchannelLogoutNotification,
  revokeTokens: removal.revokeTokens,
  revokeConsents: removal.revokeConsents,
  exceptSessionIds: removal.exceptSessionIds,
  bffPartitions: removal.bffPartitions,
  reason: removal.reason,
  dryRun: removal.dryRun,
});

function ticketedSessionOf(json: unknown): TicketedSession {
  const { ticket } = json as { readonly ticket: unknown };
  return { ...(userSessionOf(json) as TicketedSession), ticket: ticket === null ? null : ticketOf(ticket) };
}

const endedSessionOf = (json: unknown): EndedSession => timed<EndedSession>(json, ['created', 'ended']);
const deliveryOf = (json: unknown): Delivery => timed<Delivery>(json, ['nextAttempt', 'created']);
