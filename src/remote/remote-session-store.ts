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
import { answerOf, call, isIndexed, isReplayed, type Refusals, wasAbsent } from './call.ts';
import type { Exchange } from './exchange.ts';
import { idempotencyHeaders, keyHeaders, type RemoteIdempotency, writeHeaders } from './headers.ts';
import { pageOf, pageQuery } from './page.ts';
import { sessionOf, summaryOf, updateOf } from './session-record.ts';

export interface RemoteCreateOptions extends WriteOptions {
  readonly idempotency?: RemoteIdempotency | undefined;
}

const CREATE: Refusals<CreateOutcome, 'created'> = {
  'key-taken': true,
  'session-limit': true,
  'session-ended': true,
  'idempotency-in-progress': true,
  'idempotency-key-reused': true,
};
const GET: Refusals<GetOutcome, 'found'> = { 'session-not-found': true };
const UPDATE: Refusals<UpdateOutcome, 'updated'> = {
  'session-not-found': true,
  'session-ended': true,
  'revision-mismatch': true,
};
const DELETE: Refusals<DeleteOutcome, 'deleted' | 'absent'> = { 'revision-mismatch': true };
const FIND: Refusals<FindOutcome, 'found'> = { 'filter-required': true, 'results-token-invalid': true };
const DELETE_MANY: Refusals<DeleteManyOutcome, 'deleted'> = { 'filter-required': true };
const QUERY: Refusals<QueryOutcome, 'page'> = { 'results-token-invalid': true };
const SUMMARY: Refusals<SummaryOutcome, 'found'> = { 'session-not-found': true };

export class RemoteSessionStore implements ServerSideSessionStore {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async createSession(session: NewSession, options: RemoteCreateOptions = {}): Promise<CreateOutcome> {
    const created = await call(this.#exchange, CREATE, {
      method: 'POST',
      path: '/v1/sessions',
      headers: {
        ...writeHeaders({ respondAsync: options.respondAsync }),
        ...(await idempotencyHeaders(options.idempotency)),
      },
      body: JSON.stringify({ ...updateOf(session), key: session.key }),
      writes: true,
      repeatable: options.idempotency !== undefined,
    });
    if (created.outcome !== 'answered') return created;
    const { answer } = created;
    return {
      outcome: 'created',
      session: sessionOf(answer.body),
      indexed: isIndexed(answer),
      replayed: isReplayed(answer),
    };
  }

  async getSession(key: string, options: ReadOptions = {}): Promise<GetOutcome> {
    const found = await call(this.#exchange, GET, {
      method: 'GET',
      path: '/v1/session',
      headers: keyHeaders('Session-Key', key, options),
      writes: false,
      repeatable: true,
    });
    return found.outcome === 'answered' ? { outcome: 'found', session: sessionOf(found.answer.body) } : found;
  }

  async updateSession(key: string, update: SessionUpdate, options: WriteOptions = {}): Promise<UpdateOutcome> {
    const updated = await call(this.#exchange, UPDATE, {
      method: 'PUT',
      path: '/v1/session',
      headers: { ...keyHeaders('Session-Key', key, options), ...writeHeaders(options) },
      body: JSON.stringify(updateOf(update)),
      writes: true,
      repeatable: false,
    });
    if (updated.outcome !== 'answered') return updated;
    const { answer } = updated;
    return { outcome: 'updated', session: sessionOf(answer.body), indexed: isIndexed(answer) };
  }

  async deleteSession(key: string, options: WriteOptions = {}): Promise<DeleteOutcome> {
    const deleted = await call(this.#exchange, DELETE, {
      method: 'DELETE',
      path: '/v1/session',
      headers: { ...keyHeaders('Session-Key', key, options), ...writeHeaders(options) },
      writes: true,
      repeatable: false,
    });
    if (deleted.outcome !== 'answered') return deleted;
    const { answer } = deleted;
    return { outcome: wasAbsent(answer) ? 'absent' : 'deleted', indexed: isIndexed(answer) };
  }

  async getSessions({ subjectId, sessionId }: SessionFilter, resultsToken: string | null = null): Promise<FindOutcome> {
    const found = await call(this.#exchange, FIND, {
      method: 'POST',
      path: '/v1/sessions/find',
      body: JSON.stringify({ subjectId, sessionId, resultsToken }),
      writes: false,
      repeatable: true,
    });
    if (found.outcome !== 'answered') return found;
    const answer = found.answer.body as { readonly sessions: readonly unknown[]; readonly resultsToken: string | null };
    return { outcome: 'found', sessions: answer.sessions.map(sessionOf), resultsToken: answer.resultsToken };
  }

  async deleteSessions(
    { subjectId, sessionId }: SessionFilter,
    options: WriteOptions = {},
  ): Promise<DeleteManyOutcome> {
    const deleted = await call(this.#exchange, DELETE_MANY, {
      method: 'POST',
      path: '/v1/sessions/delete',
      headers: writeHeaders({ respondAsync: options.respondAsync }),
      body: JSON.stringify({ subjectId, sessionId }),
      writes: true,
      repeatable: false,
    });
    if (deleted.outcome !== 'answered') return deleted;
    const { answer } = deleted;
    return { outcome: 'deleted', ...(answer.body as { deleted: number }), indexed: isIndexed(answer) };
  }

  async getAndRemoveExpiredSessions(count: number): Promise<readonly ServerSideSession[]> {
    const { body } = await answerOf(this.#exchange, {
      method: 'POST',
      path: '/v1/sessions/remove-expired',
      body: JSON.stringify({ count }),
      writes: true,
      repeatable: false,
    });
    return (body as { readonly sessions: readonly unknown[] }).sessions.map(sessionOf);
  }

  async querySessions(query: SessionQuery): Promise<QueryOutcome> {
    const { subjectId, sessionId, displayName, fields } = query;
    const found = await call(this.#exchange, QUERY, {
      method: 'GET',
      path: '/v1/sessions',
      query: {
        subjectId,
        sessionId,
        displayName,
        ...pageQuery(query),
        fields: fields === 'summary' ? fields : null,
      },
      writes: false,
      repeatable: true,
    });
    if (found.outcome !== 'answered') return found;
    const { body } = found.answer;
    return fields === 'summary'
      ? { outcome: 'page', page: pageOf(body, summaryOf), fields }
      : { outcome: 'page', page: pageOf(body, sessionOf), fields };
  }

  async getSessionSummary(id: string): Promise<SummaryOutcome> {
    // An id that cannot exist could be the name of another path.
    if (!isId(id)) return { outcome: 'session-not-found' };
    const found = await call(this.#exchange, SUMMARY, {
      method: 'GET',
      path: '/v1/sessions/:id',
      params: { id },
      writes: false,
      repeatable: true,
    });
    return found.outcome === 'answered' ? { outcome: 'found', session: summaryOf(found.answer.body) } : found;
  }
}
