/**
 * `IServerSideTicketStore` in memory, over the session store in memory. Behaves as `edge-ticket-store.ts` does: same records,
 * same outcomes. Guarantees: what a renewal or a slide writes is decided about the very revision that it replaces.
 */
import { isExpired } from '../session/lifetime.ts';
import type { MemoryStore } from '../session/memory-store.ts';
import { type ServerSideSession, sessionFields } from '../session/server-side-session.ts';
import type { CreateOptions, DeleteOutcome, WriteOptions } from '../session/session-store.ts';
import { slideOf } from '../session/slide.ts';
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import { type Present, recordOfTicket, type TicketPolicy, type TicketRecord } from '../ticket/record-of-ticket.ts';
import type {
  RenewOutcome,
  RetrieveOutcome,
  ServerSideTicketStore,
  StoreTicketOutcome,
  TouchOutcome,
} from '../ticket/ticket-store.ts';
import { parseTicket } from '../ticket/ticket-text.ts';
import { userSessionOf } from '../ticket/user-session.ts';

export interface MemoryTicketStoreOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly policy?: Partial<TicketPolicy>;
}

export class MemoryTicketStore implements ServerSideTicketStore {
  readonly #store: MemoryStore;
  readonly #now: () => number;
  readonly #policy: TicketPolicy;

  /** @param store on the same clock */
  constructor(store: MemoryStore, { now = Date.now, policy = {} }: MemoryTicketStoreOptions = {}) {
    this.#store = store;
    this.#now = now;
    this.#policy = { displayNameClaimType: null, issuer: null, absoluteLifetime: 0, ...policy };
  }

  async store(given: AuthenticationTicket, options?: CreateOptions): Promise<StoreTicketOutcome> {
    const drafted = this.#draft(given, null);
    if (drafted.outcome !== 'record') return drafted;
    const created = await this.#store.createSession({ ...drafted.record, key: null }, options);
    if (created.outcome !== 'created') return created;
    const { session, indexed, replayed } = created;
    // The answer of a repeat is the first one: what was stored then, not what this request would have stored.
    const ticket = ticketOf(session);
    if (session.key === null || ticket === null) throw new Error('a ticket that was stored does not read back');
    return { outcome: 'stored', key: session.key, ticket, session: userSessionOf(session, ticket), indexed, replayed };
  }

  async retrieve(key: string): Promise<RetrieveOutcome> {
    const found = await this.#store.getSession(key);
    if (found.outcome !== 'found' || isExpired(found.session, this.#now())) return { outcome: 'session-not-found' };
    const ticket = ticketOf(found.session);
    if (ticket === null) return { outcome: 'session-not-found' };
    return { outcome: 'found', ticket, session: userSessionOf(found.session, ticket) };
  }

  async renew(key: string, given: AuthenticationTicket, options: WriteOptions = {}): Promise<RenewOutcome> {
    const fresh = this.#draft(given, null);
    if (fresh.outcome !== 'record') return fresh;
    const found = await this.#store.getSession(key);
    if (found.outcome !== 'found') {
      const created = await this.#store.createSession({ ...fresh.record, key });
      if (created.outcome === 'created') return { outcome: 'stored', ...shown(created.session, fresh.ticket) };
      // Somebody else created it meanwhile: then this renews it.
      if (created.outcome === 'key-taken') return this.renew(key, given, options);
      return { outcome: created.outcome === 'session-limit' ? 'session-limit' : 'session-ended' };
    }
    const { session } = found;
    if (isExpired(session, this.#now())) return { outcome: 'session-ended' };
    const { ifMatch = '*' } = options;
    if (ifMatch !== '*' && !ifMatch.includes(session.revision)) return { outcome: 'revision-mismatch' };
    const drafted = this.#draft(given, session);
    if (drafted.outcome !== 'record') return drafted;
    const updated = await this.#store.updateSession(key, drafted.record, { ifMatch: [session.revision] });
    if (updated.outcome === 'updated') return { outcome: 'renewed', ...shown(updated.session, drafted.ticket) };
    return this.renew(key, given, options);
  }

  async touch(key: string): Promise<TouchOutcome> {
    const found = await this.#store.getSession(key);
    if (found.outcome !== 'found') {
      return { outcome: (await this.#store.hasEnded(key)) ? 'session-ended' : 'session-not-found' };
    }
    const { session } = found;
    const now = this.#now();
    if (isExpired(session, now)) return { outcome: 'session-ended' };
    const slide = slideOf(session, now);
    if (slide === null) return touched(session, false);
    const update = { ...sessionFields(session), ticket: session.ticket ?? '', ...slide };
    const updated = await this.#store.updateSession(key, update, { ifMatch: [session.revision] });
    // Changed or ended meanwhile: what it is now decides.
    return updated.outcome === 'updated' ? touched(updated.session, true) : this.touch(key);
  }

  remove(key: string, options?: WriteOptions): Promise<DeleteOutcome> {
    return this.#store.deleteSession(key, options);
  }

  #draft(given: AuthenticationTicket, present: Present | null): TicketRecord {
    return recordOfTicket(given, { policy: this.#policy, now: this.#now(), present });
  }
}

const shown = (session: ServerSideSession, ticket: AuthenticationTicket) => ({
  ticket,
  session: userSessionOf(session, ticket),
  indexed: true,
});

const touched = (session: ServerSideSession, renewed: boolean): TouchOutcome => ({
  outcome: 'touched',
  session: userSessionOf(session, ticketOf(session)),
  renewed,
  indexed: true,
});

const ticketOf = (session: ServerSideSession): AuthenticationTicket | null =>
  session.ticket === null ? null : parseTicket(session.ticket, session);
