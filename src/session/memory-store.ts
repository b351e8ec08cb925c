/**
 * `IServerSideSessionStore` in memory, for tests and for whoever builds against the store without Cloudflare. Behaves as
 * the real store does, held to it by the same suite (`test/contract`). Guarantees: every change is one turn, so what was
 * answered shows in every later answer, and `indexed` is always true.
 *
 * Relies on: one process, which forgets everything when it ends; well-formed calls (`session-store.ts`). Nothing ends
 * expired records but `getAndRemoveExpiredSessions`.
 */
import { mintKey, routeOf, sessionIdOf } from './keys.ts';
import { isExpired } from './lifetime.ts';
import { LIMITS } from './limits.ts';
import { MemoryResultsTokens } from './memory-results-token.ts';
import { boundsOf, comparePositions, figuresOf, pageOf } from './paging.ts';
import { Remembered } from './remembered.ts';
import type { NewSession, ServerSideSession, SessionSummary, SessionUpdate } from './server-side-session.ts';
import { filterValue, foldName, type SessionFilter, type SessionQuery } from './session-filter.ts';
import type {
  CreateOptions,
  CreateOutcome,
  DeleteManyOutcome,
  DeleteOutcome,
  FindOutcome,
  GetOutcome,
  Idempotency,
  QueryOutcome,
  ServerSideSessionStore,
  SummaryOutcome,
  UpdateOutcome,
  WriteOptions,
} from './session-store.ts';
import { WINDOWS } from './windows.ts';

export interface MemoryStoreOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** How many sessions of one subject may live at a time, and who goes when one more is created. */
  readonly limit?: { readonly count: number; readonly policy: 'evict-oldest' | 'deny' };
}

type Test = (session: ServerSideSession) => boolean;

export class MemoryStore implements ServerSideSessionStore {
  readonly #now: () => number;
  readonly #limit: MemoryStoreOptions['limit'];
  readonly #sessions = new Map<string, ServerSideSession>();
  /** Ids that have ended. */
  readonly #ended = new Remembered<true>(WINDOWS.mark);
  readonly #answers = new Remembered<{ bodyHash: string; session: ServerSideSession }>(WINDOWS.answer);
  readonly #tokens = new MemoryResultsTokens();
  #lastRevision = 0;

  constructor({ now = Date.now, limit }: MemoryStoreOptions = {}) {
    this.#now = now;
    this.#limit = limit;
  }

  async createSession(session: NewSession, { idempotency }: CreateOptions = {}): Promise<CreateOutcome> {
    const key = session.key ?? mintKey(await routeOf(session.subjectId));
    const id = await sessionIdOf(key);
    const now = this.#now();
    const request = idempotency && requestName(idempotency, session.subjectId);
    const answer = request === undefined ? undefined : this.#answers.recall(request, now);
    if (answer !== undefined) {
      if (answer.bodyHash !== idempotency?.bodyHash) return { outcome: 'idempotency-key-reused' };
      return { outcome: 'created', session: { ...answer.session }, indexed: true, replayed: true };
    }
    if (this.#sessions.has(id)) return { outcome: 'key-taken' };
    if (this.#ended.recall(id, now)) return { outcome: 'session-ended' };
    if (!this.#makeRoom(session.subjectId, now)) return { outcome: 'session-limit' };
    const created = this.#write(id, key, session);
    if (request !== undefined && idempotency) {
      this.#answers.remember(request, { bodyHash: idempotency.bodyHash, session: created }, now);
    }
    return { outcome: 'created', session: { ...created }, indexed: true, replayed: false };
  }

  async getSession(key: string): Promise<GetOutcome> {
    const session = this.#sessions.get(await sessionIdOf(key));
    return session ? { outcome: 'found', session: { ...session } } : { outcome: 'session-not-found' };
  }

  async updateSession(key: string, update: SessionUpdate, { ifMatch }: WriteOptions = {}): Promise<UpdateOutcome> {
    const id = await sessionIdOf(key);
    const session = this.#sessions.get(id);
    if (!session) return { outcome: this.#ended.recall(id, this.#now()) ? 'session-ended' : 'session-not-found' };
    if (!matches(ifMatch, session)) return { outcome: 'revision-mismatch' };
    return { outcome: 'updated', session: { ...this.#write(id, key, update) }, indexed: true };
  }

  async deleteSession(key: string, { ifMatch }: WriteOptions = {}): Promise<DeleteOutcome> {
    const session = this.#sessions.get(await sessionIdOf(key));
    if (!session) return { outcome: 'absent', indexed: true };
    if (!matches(ifMatch, session)) return { outcome: 'revision-mismatch' };
    this.#end(session);
    return { outcome: 'deleted', indexed: true };
  }

  async getSessions(filter: SessionFilter, resultsToken: string | null = null): Promise<FindOutcome> {
    const test = exactly(filter);
    if (test === null) return { outcome: 'filter-required' };
    const bound = ['find', filterValue(filter.subjectId), filterValue(filter.sessionId)];
    const from = resultsToken === null ? null : await this.#tokens.read(bound, resultsToken);
    if (from === 'results-token-invalid') return { outcome: from };
    const rows = this.#ordered(test);
    const page = pageOf(rows, { from, prior: false, size: LIMITS.pageSize, bytes: LIMITS.answerBytes, bytesOf });
    const bounds = page.end < rows.length ? boundsOf(rows, page) : null;
    return {
      outcome: 'found',
      sessions: rows.slice(page.start, page.end).map((session) => ({ ...session })),
      resultsToken: bounds && (await this.#tokens.issue(bound, bounds)),
    };
  }

  async deleteSessions(filter: SessionFilter): Promise<DeleteManyOutcome> {
    const test = exactly(filter);
    if (test === null) return { outcome: 'filter-required' };
    return { outcome: 'deleted', deleted: this.endWhere(test), indexed: true };
  }

  async getAndRemoveExpiredSessions(count: number): Promise<readonly ServerSideSession[]> {
    const now = this.#now();
    const expired = this.#ordered((session) => isExpired(session, now));
    const room = { from: null, prior: false, size: count, bytes: LIMITS.answerBytes, bytesOf };
    const taken = expired.slice(0, pageOf(expired, room).end);
    for (const session of taken) this.#end(session);
    return taken;
  }

  async querySessions(query: SessionQuery): Promise<QueryOutcome> {
    const bound = ['query', ...[query.subjectId, query.sessionId, query.displayName].map(filterValue)];
    const from = query.resultsToken === null ? null : await this.#tokens.read(bound, query.resultsToken);
    if (from === 'results-token-invalid') return { outcome: from };
    const full = query.fields === 'full';
    const rows = this.#ordered(containing(query));
    const page = pageOf(rows, {
      from,
      prior: query.requestPriorResults,
      size: query.countRequested,
      bytes: LIMITS.answerBytes,
      bytesOf: full ? bytesOf : () => 0,
    });
    const bounds = boundsOf(rows, page);
    const about = {
      resultsToken: bounds && (await this.#tokens.issue(bound, bounds)),
      ...figuresOf(rows.length, page, {
        size: query.countRequested,
        totals: query.totals,
        exactTotal: LIMITS.exactTotal,
      }),
    };
    const results = rows.slice(page.start, page.end);
    return full
      ? { outcome: 'page', fields: 'full', page: { ...about, results: results.map((session) => ({ ...session })) } }
      : { outcome: 'page', fields: 'summary', page: { ...about, results: results.map(summaryOf) } };
  }

  async getSessionSummary(id: string): Promise<SummaryOutcome> {
    const session = this.#sessions.get(id);
    return session ? { outcome: 'found', session: summaryOf(session) } : { outcome: 'session-not-found' };
  }

  /** Whether the key is remembered as ended. */
  async hasEnded(key: string): Promise<boolean> {
    return this.#ended.recall(await sessionIdOf(key), this.#now()) === true;
  }

  /** Whole records that pass, by created, then id: what builds on this store filters as it likes (`src/memory`). */
  where(test: Test): readonly ServerSideSession[] {
    return this.#ordered(test).map((session) => ({ ...session }));
  }

  /** Ends every session that passes, in this turn; how many. */
  endWhere(test: Test): number {
    const sessions = this.#ordered(test);
    for (const session of sessions) this.#end(session);
    return sessions.length;
  }

  #ordered(test: Test): ServerSideSession[] {
    return [...this.#sessions.values()].filter(test).sort(comparePositions);
  }

  #write(id: string, key: string, content: SessionUpdate): ServerSideSession {
    // By the clock: what a caller remembers of an earlier process then matches nothing here.
    this.#lastRevision = Math.max(this.#lastRevision + 1, this.#now());
    const session = { ...content, id, key, revision: this.#lastRevision, ticketError: null };
    this.#sessions.set(id, session);
    return session;
  }

  #end({ id }: ServerSideSession): void {
    this.#sessions.delete(id);
    this.#ended.remember(id, true, this.#now());
  }

  /** Whether one more session of the subject may live; ends the earliest where the policy says so. */
  #makeRoom(subjectId: string, now: number): boolean {
    if (!this.#limit) return true;
    const live = this.#ordered((session) => session.subjectId === subjectId && !isExpired(session, now));
    const tooMany = Math.max(0, live.length - this.#limit.count + 1);
    if (tooMany > 0 && this.#limit.policy === 'deny') return false;
    for (const earliest of live.slice(0, tooMany)) this.#end(earliest);
    return true;
  }
}

const requestName = ({ scope, key }: Idempotency, subjectId: string): string => JSON.stringify([scope, key, subjectId]);

const matches = (ifMatch: WriteOptions['ifMatch'], { revision }: ServerSideSession): boolean =>
  ifMatch === undefined || ifMatch === '*' || ifMatch.includes(revision);

/** null: nothing is set. */
function exactly(filter: SessionFilter): Test | null {
  const subjectId = filterValue(filter.subjectId);
  const sessionId = filterValue(filter.sessionId);
  if (subjectId === null && sessionId === null) return null;
  return (session) =>
    (subjectId === null || session.subjectId === subjectId) && (sessionId === null || session.sessionId === sessionId);
}

function containing(query: SessionQuery): Test {
  const subjectId = filterValue(query.subjectId) ?? '';
  const sessionId = filterValue(query.sessionId) ?? '';
  const displayName = filterValue(query.displayName);
  const name = displayName === null ? null : foldName(displayName);
  return (session) =>
    session.subjectId.includes(subjectId) &&
    session.sessionId.includes(sessionId) &&
    (name === null || (session.displayName !== null && foldName(session.displayName).includes(name)));
}

function summaryOf({ key, ticket, ticketError, ...summary }: ServerSideSession): SessionSummary {
  return summary;
}

const utf8 = new TextEncoder();
/** What the record takes of an answer. */
const bytesOf = (session: ServerSideSession): number => utf8.encode(JSON.stringify(session)).length;
