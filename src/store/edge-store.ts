/**
 * The session store on objects and index: `ServerSideSessionStore` as the edge runs it. Made once per request; what it did
 * is on the meter. Each operation is in a file of its own.
 */
import type { NewSession, SessionUpdate } from '../session/server-side-session.ts';
import { filterValue, type SessionFilter, type SessionQuery } from '../session/session-filter.ts';
import type {
  CreateOptions,
  ReadOptions,
  ServerSideSessionStore,
  SummaryOutcome,
  WriteOptions,
} from '../session/session-store.ts';
import { createSession, deleteSession, getSession, updateSession } from './by-key.ts';
import { deleteSessions } from './delete-many.ts';
import { getSessions } from './find.ts';
import { querySessions } from './query.ts';
import { removeExpired } from './remove-expired.ts';
import type { StoreParts } from './store-parts.ts';

export class EdgeStore implements ServerSideSessionStore {
  readonly #parts: StoreParts;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  createSession(session: NewSession, options: CreateOptions = {}) {
    return createSession(this.#parts, session, options);
  }

  getSession(key: string, options: ReadOptions = {}) {
    return getSession(this.#parts, key, options);
  }

  updateSession(key: string, update: SessionUpdate, options: WriteOptions = {}) {
    return updateSession(this.#parts, key, update, options);
  }

  deleteSession(key: string, options: WriteOptions = {}) {
    return deleteSession(this.#parts, key, options);
  }

  getSessions(filter: SessionFilter, resultsToken: string | null = null) {
    return getSessions(this.#parts, withoutBlanks(filter), resultsToken);
  }

  deleteSessions(filter: SessionFilter, options: WriteOptions = {}) {
    return deleteSessions(this.#parts, withoutBlanks(filter), options);
  }

  getAndRemoveExpiredSessions(count: number) {
    return removeExpired(this.#parts, count);
  }

  querySessions(query: SessionQuery) {
    return querySessions(this.#parts, query);
  }

  async getSessionSummary(id: string): Promise<SummaryOutcome> {
    const session = await this.#parts.index.summaryById(id);
    return session ? { outcome: 'found', session } : { outcome: 'session-not-found' };
  }
}

const withoutBlanks = ({ subjectId, sessionId }: SessionFilter): SessionFilter => ({
  subjectId: filterValue(subjectId),
  sessionId: filterValue(sessionId),
});
