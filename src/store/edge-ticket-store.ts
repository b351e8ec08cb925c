/**
 * The ticket store on objects and index: `ServerSideTicketStore` as the edge runs it. Made once per request, over the same
 * parts as the session store.
 */
import { isExpired } from '../session/lifetime.ts';
import type { CreateOptions, DeleteOutcome, ReadOptions, WriteOptions } from '../session/session-store.ts';
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import { recordOfTicket, type TicketPolicy } from '../ticket/record-of-ticket.ts';
import type {
  RenewOutcome,
  RetrieveOutcome,
  ServerSideTicketStore,
  StoreTicketOutcome,
  TouchOutcome,
} from '../ticket/ticket-store.ts';
import { parseTicket } from '../ticket/ticket-text.ts';
import { userSessionOf } from '../ticket/user-session.ts';
import { createSession, deleteSession, getSession } from './by-key.ts';
import { renewTicket } from './renew-ticket.ts';
import type { StoreParts } from './store-parts.ts';
import { touchSession } from './touch-session.ts';

export class EdgeTicketStore implements ServerSideTicketStore {
  readonly #parts: StoreParts;
  readonly #policy: TicketPolicy;

  constructor(parts: StoreParts, policy: TicketPolicy) {
    this.#parts = parts;
    this.#policy = policy;
  }

  async store(given: AuthenticationTicket, options: CreateOptions = {}): Promise<StoreTicketOutcome> {
    const drafted = recordOfTicket(given, { policy: this.#policy, now: this.#parts.now(), present: null });
    if (drafted.outcome !== 'record') return drafted;
    const created = await createSession(this.#parts, { ...drafted.record, key: null }, options);
    if (created.outcome !== 'created') return created;
    const { session, indexed, replayed } = created;
    // The answer of a repeat is the first one: what was stored then, not what this request would have stored.
    const ticket = session.ticket === null ? null : parseTicket(session.ticket, session);
    if (session.key === null || ticket === null) throw new Error('a ticket that was stored does not read back');
    return { outcome: 'stored', key: session.key, ticket, session: userSessionOf(session, ticket), indexed, replayed };
  }

  async retrieve(key: string, options: ReadOptions = {}): Promise<RetrieveOutcome> {
    const found = await getSession(this.#parts, key, options);
    if (found.outcome !== 'found' || isExpired(found.session, this.#parts.now())) {
      return { outcome: 'session-not-found' };
    }
    const { session } = found;
    const ticket = session.ticket === null ? null : parseTicket(session.ticket, session);
    if (ticket === null) return { outcome: 'session-not-found' };
    return { outcome: 'found', ticket, session: userSessionOf(session, ticket) };
  }

  renew(key: string, given: AuthenticationTicket, options: WriteOptions = {}): Promise<RenewOutcome> {
    return renewTicket(this.#parts, { key, given, policy: this.#policy, options });
  }

  touch(key: string, options: ReadOptions = {}): Promise<TouchOutcome> {
    return touchSession(this.#parts, key, options);
  }

  remove(key: string, options: WriteOptions = {}): Promise<DeleteOutcome> {
    return deleteSession(this.#parts, key, options, 'sign-out');
  }
}
