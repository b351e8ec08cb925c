/**
 * What one test of the store contract works with. Guarantees: subjects and sids that no other test has, so that tests
 * may share a storage; nothing here knows which store is under test.
 *
 * Relies on: a store that ends no expired record by itself (`REMOVE_EXPIRED_SESSIONS=false`) and has no session limit.
 */
import { expect } from 'vitest';
import type {
  NewSession,
  ServerSideSession,
  SessionSummary,
  SessionUpdate,
} from '../../src/session/server-side-session.ts';
import type { QueryResult, SessionQuery } from '../../src/session/session-filter.ts';
import type { CreateOptions, ServerSideSessionStore, WriteOptions } from '../../src/session/session-store.ts';

export interface StoreUnderTest {
  readonly store: ServerSideSessionStore;
  /** The store's clock, milliseconds since the epoch. */
  now(): number;
  /** Waits until queries show every change; called after an answer with `indexed: false`. */
  settle?(): Promise<void>;
}

export type MakeStore = () => Promise<StoreUnderTest>;

export const HOUR = 3_600_000;

export type OpenSession = ServerSideSession & { readonly key: string; readonly ticket: string };

export class Scene {
  readonly store: ServerSideSessionStore;
  readonly now: () => number;
  /** What every subject of this test starts with. */
  readonly subject = `subject-${crypto.randomUUID()}`;
  readonly sid = `sid-${crypto.randomUUID()}`;
  readonly #settle: () => Promise<void>;

  private constructor({ store, now, settle }: StoreUnderTest) {
    this.store = store;
    this.now = now;
    this.#settle = async () => settle?.();
  }

  static async open(make: MakeStore): Promise<Scene> {
    return new Scene(await make());
  }

  /** A key that no other test has, not of the minted form. */
  chosenKey(): string {
    return `chosen-${crypto.randomUUID()}`;
  }

  content(changes: Partial<SessionUpdate> = {}): SessionUpdate {
    const now = this.now();
    return {
      scheme: 'idsrv',
      subjectId: this.subject,
      sessionId: this.sid,
      displayName: null,
      device: null,
      created: now,
      renewed: now,
      expires: now + HOUR,
      absoluteExpires: null,
      ticket: 'ticket',
      ...changes,
    };
  }

  newSession(changes: Partial<NewSession> = {}): NewSession {
    return { ...this.content(changes), key: changes.key ?? null };
  }

  async create(changes: Partial<NewSession> = {}, options?: CreateOptions): Promise<OpenSession> {
    const answer = await this.store.createSession(this.newSession(changes), options);
    if (answer.outcome !== 'created') throw new Error(`Not created: ${answer.outcome}`);
    await this.settled(answer);
    return opened(answer.session);
  }

  /** One after the other, `created` a millisecond apart unless it is given. */
  async createAll(changes: readonly Partial<NewSession>[]): Promise<OpenSession[]> {
    const base = this.now();
    const sessions: OpenSession[] = [];
    for (const [index, change] of changes.entries()) {
      sessions.push(await this.create({ created: base + index, ...change }));
    }
    return sessions;
  }

  async update(key: string, changes: Partial<SessionUpdate>, options?: WriteOptions): Promise<OpenSession> {
    const answer = await this.store.updateSession(key, this.content(changes), options);
    if (answer.outcome !== 'updated') throw new Error(`Not updated: ${answer.outcome}`);
    await this.settled(answer);
    return opened(answer.session);
  }

  async delete(key: string): Promise<void> {
    const answer = await this.store.deleteSession(key);
    expect(answer.outcome).toBe('deleted');
    if (answer.outcome === 'deleted') await this.settled(answer);
  }

  async settled<Answer extends { readonly indexed: boolean }>(answer: Answer): Promise<Answer> {
    if (!answer.indexed) await this.#settle();
    return answer;
  }

  async get(key: string, subjectHint?: string): Promise<ServerSideSession | null> {
    const answer = await this.store.getSession(key, { subjectHint });
    return answer.outcome === 'found' ? answer.session : null;
  }

  async createOutcome(changes: Partial<NewSession>): Promise<string> {
    return (await this.store.createSession(this.newSession(changes))).outcome;
  }

  async updateOutcome(key: string, changes: Partial<SessionUpdate> = {}, options?: WriteOptions): Promise<string> {
    return (await this.store.updateSession(key, this.content(changes), options)).outcome;
  }

  /** All of a filter, over as many answers as it takes. */
  async find(filter: { subjectId?: string; sessionId?: string }): Promise<ServerSideSession[]> {
    const sessions: ServerSideSession[] = [];
    let token: string | null = null;
    do {
      const answer = await this.store.getSessions(exactFilter(filter), token);
      if (answer.outcome !== 'found') throw new Error(`Not found: ${answer.outcome}`);
      sessions.push(...answer.sessions);
      token = answer.resultsToken;
    } while (token !== null);
    return sessions;
  }

  async deleteAll(filter: { subjectId?: string; sessionId?: string }): Promise<number> {
    const answer = await this.store.deleteSessions(exactFilter(filter));
    if (answer.outcome !== 'deleted') throw new Error(`Not deleted: ${answer.outcome}`);
    await this.settled(answer);
    return answer.deleted;
  }

  /** A page of this test's sessions, unless the query names another subject. */
  async page(query: Partial<SessionQuery> = {}): Promise<QueryResult<SessionSummary>> {
    const answer = await this.store.querySessions(this.#query({ fields: 'summary', ...query }));
    if (answer.outcome !== 'page') throw new Error(`No page: ${answer.outcome}`);
    return answer.page;
  }

  async fullPage(query: Partial<SessionQuery> = {}): Promise<QueryResult<ServerSideSession>> {
    const answer = await this.store.querySessions(this.#query({ ...query, fields: 'full' }));
    if (answer.outcome !== 'page' || answer.fields !== 'full') throw new Error(`No full page: ${answer.outcome}`);
    return answer.page;
  }

  async queryOutcome(query: Partial<SessionQuery>): Promise<string> {
    return (await this.store.querySessions(this.#query(query))).outcome;
  }

  #query(query: Partial<SessionQuery>): SessionQuery {
    return {
      subjectId: this.subject,
      sessionId: null,
      displayName: null,
      countRequested: 25,
      resultsToken: null,
      requestPriorResults: false,
      fields: 'summary',
      totals: true,
      ...query,
    };
  }
}

export const exactFilter = ({ subjectId, sessionId }: { subjectId?: string; sessionId?: string }) => ({
  subjectId: subjectId ?? null,
  sessionId: sessionId ?? null,
});

export function opened(session: ServerSideSession): OpenSession {
  const { key, ticket } = session;
  if (key === null || ticket === null) throw new Error(`The envelope does not open: ${session.ticketError}`);
  return { ...session, key, ticket };
}

export const idsOf = (sessions: readonly SessionSummary[]): string[] => sessions.map(({ id }) => id);

/** By created, then id, as every list is. */
export const inOrder = <Session extends SessionSummary>(sessions: readonly Session[]): Session[] =>
  sessions.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));

export function summaryOf({ key, ticket, ticketError, ...summary }: ServerSideSession): SessionSummary {
  return summary;
}
