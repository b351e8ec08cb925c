/**
 * `SessionsStore` in memory: what `sessions()` runs on in tests and in development, without Cloudflare. Guarantees: every end
 * is one turn, and no answer shows what had ended before it.
 *
 * Relies on: one process, which forgets everything when it ends. A Worker has many isolates, and each would have its own.
 */
import { isExpired } from '../session/lifetime.ts';
import { MemoryStore, type MemoryStoreOptions } from '../session/memory-store.ts';
import type { ServerSideSession } from '../session/server-side-session.ts';
import type { DeleteOutcome } from '../session/session-store.ts';
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import type { TicketPolicy } from '../ticket/record-of-ticket.ts';
import type { SessionsStore, SessionsToEnd } from '../ticket/sessions-store.ts';
import type { RetrieveOutcome, StoreTicketOutcome, TouchOutcome } from '../ticket/ticket-store.ts';
import { parseTicket } from '../ticket/ticket-text.ts';
import { type UserSession, userSessionOf } from '../ticket/user-session.ts';
import { MemoryTicketStore } from './memory-ticket-store.ts';

export interface MemorySessionsOptions extends MemoryStoreOptions {
  readonly policy?: Partial<TicketPolicy>;
}

export class MemorySessions implements SessionsStore {
  readonly #store: MemoryStore;
  readonly #tickets: MemoryTicketStore;
  readonly #now: () => number;

  constructor(options: MemorySessionsOptions = {}) {
    this.#store = new MemoryStore(options);
    this.#tickets = new MemoryTicketStore(this.#store, options);
    this.#now = options.now ?? Date.now;
  }

  store(ticket: AuthenticationTicket): Promise<StoreTicketOutcome> {
    return this.#tickets.store(ticket);
  }

  retrieve(key: string): Promise<RetrieveOutcome> {
    return this.#tickets.retrieve(key);
  }

  touch(key: string): Promise<TouchOutcome> {
    return this.#tickets.touch(key);
  }

  remove(key: string): Promise<DeleteOutcome> {
    return this.#tickets.remove(key);
  }

  async list(subjectId: string): Promise<readonly UserSession[]> {
    const now = this.#now();
    return this.#store
      .where((session) => session.subjectId === subjectId && !isExpired(session, now))
      .map((session) => userSessionOf(session, parseTicket(session.ticket ?? '', session)));
  }

  async end(sessions: SessionsToEnd): Promise<number> {
    return this.#store.endWhere((session) => isOf(sessions, session));
  }
}

function isOf(sessions: SessionsToEnd, { id, subjectId, sessionId }: ServerSideSession): boolean {
  switch (sessions.which) {
    case 'one':
      return subjectId === sessions.subjectId && id === sessions.id;
    case 'others':
      return subjectId === sessions.subjectId && sessionId !== sessions.sessionId;
    case 'sid':
      return sessionId === sessions.sessionId;
    case 'subject':
      return subjectId === sessions.subjectId;
  }
}
