/** A `SessionsStore` in memory that tells what it was asked, lets a test step in between, and can be down. */
import { MemorySessions, type MemorySessionsOptions } from '../../src/memory/memory-sessions.ts';
import type { AuthenticationTicket } from '../../src/ticket/authentication-ticket.ts';
import type { SessionsStore, SessionsToEnd } from '../../src/ticket/sessions-store.ts';

export type Operation = keyof SessionsStore;

export class WatchedSessions implements SessionsStore {
  /** In the order in which they came. */
  calls: Operation[] = [];
  /** Operations that do not answer. */
  down: readonly Operation[] = [];
  /** Runs before an operation, each time. */
  before: ((operation: Operation) => Promise<unknown> | undefined) | null = null;
  readonly inner: MemorySessions;

  constructor(options: MemorySessionsOptions) {
    this.inner = new MemorySessions(options);
  }

  store = (ticket: AuthenticationTicket) => this.#call('store', () => this.inner.store(ticket));
  retrieve = (key: string) => this.#call('retrieve', () => this.inner.retrieve(key));
  touch = (key: string) => this.#call('touch', () => this.inner.touch(key));
  remove = (key: string) => this.#call('remove', () => this.inner.remove(key));
  list = (subjectId: string) => this.#call('list', () => this.inner.list(subjectId));
  end = (sessions: SessionsToEnd) => this.#call('end', () => this.inner.end(sessions));

  async #call<Answer>(operation: Operation, answer: () => Promise<Answer>): Promise<Answer> {
    this.calls.push(operation);
    await this.before?.(operation);
    if (this.down.includes(operation)) throw new Error('the store is down');
    return answer();
  }
}

export const EVERYTHING: readonly Operation[] = ['store', 'retrieve', 'touch', 'remove', 'list', 'end'];
