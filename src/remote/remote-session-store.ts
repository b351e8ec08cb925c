/** The session store of a service elsewhere: `ServerSideSessionStore` over the HTTP contract ("Session store"). */
import { isId } from '../session/keys.ts';
import type { NewSession, ServerSideSession, SessionUpdate } from '../session/server-side-session.ts';
import type { SessionFilter, SessionQuery } from '../session/session-filter.ts';
import type {
  CreateOutcome,
  DeleteManyOutcome,
  DeleteOutcome,
  FindOutcome,
  GetOutcome,
  QueryOutcome,
  ReadOptions,
  ServerSideSessionStore,
  SummaryOutcome,
  UpdateOutcome,
  WriteOptions,
} from '../session/session-store.ts';
import { indexedOf, replayedOf, unlessAbsent } from './answer-headers.ts';
import { Calls, type Refusals } from './calls.ts';
import type { Exchange } from './exchange.ts';
import { keyHeaders, onceHeaders, preferHeaders, type RemoteCreateOptions, writeHeaders } from './headers.ts';
import { pageOf, pageQuery } from './page.ts';
import { sessionOf, summaryOf, updateOf } from './session-record.ts';

const REFUSALS: Refusals<
  | CreateOutcome
  | GetOutcome
  | UpdateOutcome
  | DeleteOutcome
  | FindOutcome
  | DeleteManyOutcome
  | QueryOutcome
  | SummaryOutcome
> = {
  'session-not-found': true,
  'session-ended': true,
  'key-taken': true,
  'session-limit': true,
  'revision-mismatch': true,
  'filter-required': true,
  'results-token-invalid': true,
  'idempotency-in-progress': true,
  'idempotency-key-reused': true,
};
const ALL = '/v1/sessions';
const ONE = '/v1/session';

export class RemoteSessionStore implements ServerSideSessionStore {
  readonly #calls: Calls;

  constructor(exchange: Exchange) {
    this.#calls = new Calls(exchange, REFUSALS);
  }

  async createSession(session: NewSession, options: RemoteCreateOptions = {}) {
    const parts = { ...(await onceHeaders(options)), body: { ...updateOf(session), key: session.key } };
    return this.#calls.write<CreateOutcome>('POST', ALL, parts, (answer) => ({
      outcome: 'created',
      session: sessionOf(answer.body),
      ...indexedOf(answer),
      ...replayedOf(answer),
    }));
  }

  async getSession(key: string, options: ReadOptions = {}) {
    const headers = keyHeaders('Session-Key', key, options);
    return this.#calls.read<GetOutcome>(ONE, { headers }, ({ body }) => ({
      outcome: 'found',
      session: sessionOf(body),
    }));
  }

  async updateSession(key: string, update: SessionUpdate, options: WriteOptions = {}) {
    const parts = { headers: writeHeaders('Session-Key', key, options), body: updateOf(update) };
    return this.#calls.write<UpdateOutcome>('PUT', ONE, parts, (answer) => ({
      outcome: 'updated',
      session: sessionOf(answer.body),
      ...indexedOf(answer),
    }));
  }

  async deleteSession(key: string, options: WriteOptions = {}) {
    const headers = writeHeaders('Session-Key', key, options);
    return this.#calls.write<DeleteOutcome>('DELETE', ONE, { headers }, (answer) => ({
      outcome: unlessAbsent(answer, 'deleted'),
      ...indexedOf(answer),
    }));
  }

  async getSessions({ subjectId, sessionId }: SessionFilter, resultsToken: string | null = null) {
    return this.#calls.find<FindOutcome>(
      `${ALL}/find`,
      { body: { subjectId, sessionId, resultsToken } },
      ({ body }) => {
        const found = body as { readonly sessions: readonly unknown[]; readonly resultsToken: string | null };
        return { outcome: 'found', sessions: found.sessions.map(sessionOf), resultsToken: found.resultsToken };
      },
    );
  }

  async deleteSessions({ subjectId, sessionId }: SessionFilter, options: WriteOptions = {}) {
    const parts = { headers: preferHeaders(options), body: { subjectId, sessionId } };
    return this.#calls.write<DeleteManyOutcome>('POST', `${ALL}/delete`, parts, (answer) => ({
      outcome: 'deleted',
      ...(answer.body as { readonly deleted: number }),
      ...indexedOf(answer),
    }));
  }

  async getAndRemoveExpiredSessions(count: number) {
    return this.#calls.write<readonly ServerSideSession[]>(
      'POST',
      `${ALL}/remove-expired`,
      { body: { count } },
      ({ body }) => (body as { readonly sessions: readonly unknown[] }).sessions.map(sessionOf),
    );
  }

  async querySessions(asked: SessionQuery) {
    const { subjectId, sessionId, displayName, fields } = asked;
    const shown = fields === 'summary' ? fields : null;
    const query = { subjectId, sessionId, displayName, ...pageQuery(asked), fields: shown };
    return this.#calls.read<QueryOutcome>(ALL, { query }, ({ body }) =>
      fields === 'summary'
        ? { outcome: 'page', page: pageOf(body, summaryOf), fields }
        : { outcome: 'page', page: pageOf(body, sessionOf), fields },
    );
  }

  async getSessionSummary(id: string): Promise<SummaryOutcome> {
    // An id that cannot exist could be the name of another path.
    if (!isId(id)) return { outcome: 'session-not-found' };
    return this.#calls.read<SummaryOutcome>(`${ALL}/:id`, { params: { id } }, ({ body }) => ({
      outcome: 'found',
      session: summaryOf(body),
    }));
  }
}
