/** Session management of a service elsewhere: `SessionManagement` over the HTTP contract ("Session management"). */
import type { GrantCount } from '../grant/grant-count.ts';
import type {
  DeliveriesOutcome,
  DeliveryQuery,
  GrantCountQuery,
  GrantCountsOutcome,
  HistoryOutcome,
  HistoryQuery,
  ManagementPage,
  ManagementQuery,
  ManagementStats,
  RedeliverOutcome,
  Removal,
  RemovalOutcome,
  SessionManagement,
  SubjectQuery,
  SubjectSessionsOutcome,
  TicketedSession,
  UserSessionOutcome,
} from '../management/session-management.ts';
import type { ActivityHour, ActivityQuery } from '../session/activity.ts';
import type { Delivery, EndedSession } from '../session/ending.ts';
import { isId } from '../session/keys.ts';
import { indexedOf, replayedOf } from './answer-headers.ts';
import { Calls, type Refusals } from './calls.ts';
import type { Exchange } from './exchange.ts';
import { onceHeaders, type RemoteCreateOptions } from './headers.ts';
import { pageOf, pageQuery } from './page.ts';
import { isSegment } from './path.ts';
import { removalAnswerOf } from './removal-record.ts';
import { ticketOf, userSessionOf } from './ticket-record.ts';
import { timed, timeText } from './times.ts';

export type RemoteRemovalOptions = Pick<RemoteCreateOptions, 'respondAsync' | 'idempotency'>;

const REFUSALS: Refusals<
  | ManagementPage
  | UserSessionOutcome
  | SubjectSessionsOutcome
  | GrantCountsOutcome
  | RemovalOutcome
  | HistoryOutcome
  | DeliveriesOutcome
  | RedeliverOutcome
> = {
  'session-not-found': true,
  'delivery-not-found': true,
  'filter-required': true,
  'results-token-invalid': true,
  'idempotency-in-progress': true,
  'idempotency-key-reused': true,
};
const HERE = '/v1/management';

export class RemoteManagement implements SessionManagement {
  readonly #calls: Calls;

  constructor(exchange: Exchange) {
    this.#calls = new Calls(exchange, REFUSALS);
  }

  async query(asked: ManagementQuery) {
    const { subjectId, sessionId, displayName, clientId, active, withTicket } = asked;
    const query = {
      subjectId,
      sessionId,
      displayName,
      clientId,
      active: active == null ? null : String(active),
      ...pageQuery(asked),
      fields: withTicket ? 'ticket' : null,
    };
    return this.#calls.read<ManagementPage>(`${HERE}/sessions`, { query }, ({ body }) =>
      withTicket
        ? { outcome: 'page', withTicket, page: pageOf(body, ticketedSessionOf) }
        : { outcome: 'page', withTicket, page: pageOf(body, userSessionOf) },
    );
  }

  async session(id: string): Promise<UserSessionOutcome> {
    if (!isId(id)) return { outcome: 'session-not-found' };
    return this.#calls.read<UserSessionOutcome>(`${HERE}/sessions/:id`, { params: { id } }, ({ body }) => ({
      outcome: 'found',
      session: userSessionOf(body),
    }));
  }

  async sessionsOf(asked: SubjectQuery): Promise<SubjectSessionsOutcome> {
    const { subjectId, sessionId, countRequested, resultsToken, withTicket } = asked;
    const fields = withTicket ? 'ticket' : null;
    const query = { subjectId, sessionId, countRequested: String(countRequested), resultsToken, fields };
    return this.#calls.read<SubjectSessionsOutcome>(`${HERE}/subject/sessions`, { query }, ({ body }) => {
      const { sessions, resultsToken: rest } = body as Found;
      return withTicket
        ? { outcome: 'found', withTicket, sessions: sessions.map(ticketedSessionOf), resultsToken: rest }
        : { outcome: 'found', withTicket, sessions: sessions.map(userSessionOf), resultsToken: rest };
    });
  }

  async grants({ subjectId, sessionId, clientId }: GrantCountQuery): Promise<GrantCountsOutcome> {
    const query = { subjectId, sessionId, clientId };
    return this.#calls.read<GrantCountsOutcome>(`${HERE}/grants`, { query }, ({ body }) => {
      const { grants, incomplete } = body as { readonly grants: readonly unknown[]; readonly incomplete: boolean };
      return { outcome: 'counted', counts: grants.map(grantCountOf), incomplete };
    });
  }

  async remove(removal: Removal, options: RemoteRemovalOptions = {}) {
    const parts = { repeatable: removal.dryRun, ...(await onceHeaders(options)), body: removalOf(removal) };
    return this.#calls.write<RemovalOutcome>('POST', `${HERE}/sessions/remove`, parts, (answer) => ({
      outcome: 'removed',
      answer: removalAnswerOf(answer.body),
      ...indexedOf(answer),
      ...replayedOf(answer),
    }));
  }

  async history(asked: HistoryQuery) {
    const { subjectId, sessionId, id } = asked;
    const query = { subjectId, sessionId, id, ...pageQuery(asked) };
    return this.#calls.read<HistoryOutcome>(`${HERE}/history`, { query }, ({ body }) => ({
      outcome: 'page',
      page: pageOf(body, endedSessionOf),
    }));
  }

  async deliveries(asked: DeliveryQuery) {
    const { status, clientId, subjectId, sessionId } = asked;
    const query = { status, clientId, subjectId, sessionId, ...pageQuery(asked) };
    return this.#calls.read<DeliveriesOutcome>(`${HERE}/deliveries`, { query }, ({ body }) => ({
      outcome: 'page',
      page: pageOf(body, deliveryOf),
    }));
  }

  async redeliver(id: string): Promise<RedeliverOutcome> {
    if (!isSegment(id)) return { outcome: 'delivery-not-found' };
    const path = `${HERE}/deliveries/:id/redeliver`;
    return this.#calls.write<RedeliverOutcome>('POST', path, { params: { id } }, (answer) => ({
      outcome: 'queued',
      delivery: deliveryOf(answer.body),
      ...indexedOf(answer),
    }));
  }

  async stats() {
    return this.#calls.read(`${HERE}/stats`, {}, ({ body }) => timed<ManagementStats>(body, ['asOf']));
  }

  async activity({ from, to }: ActivityQuery): Promise<readonly ActivityHour[]> {
    const query = { from: timeText(from), to: timeText(to) };
    return this.#calls.read(`${HERE}/activity`, { query }, ({ body }) =>
      (body as { readonly hours: readonly unknown[] }).hours.map((hour) => timed<ActivityHour>(hour, ['hour'])),
    );
  }
}

interface Found {
  readonly sessions: readonly unknown[];
  readonly resultsToken: string | null;
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

const grantCountOf = (json: unknown): GrantCount =>
  timed<GrantCount>(json, ['newestCreationTime', 'earliestExpiration']);
const endedSessionOf = (json: unknown): EndedSession => timed<EndedSession>(json, ['created', 'ended']);
const deliveryOf = (json: unknown): Delivery => timed<Delivery>(json, ['nextAttempt', 'created']);
