/** The ticket store of a service elsewhere: `ServerSideTicketStore` over the HTTP contract ("Ticket store"). */
import type { DeleteOutcome, ReadOptions, WriteOptions } from '../session/session-store.ts';
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import type {
  RenewOutcome,
  RetrieveOutcome,
  ServerSideTicketStore,
  StoreTicketOutcome,
  Ticketed,
  TouchOutcome,
} from '../ticket/ticket-store.ts';
import { formatTicket } from '../ticket/ticket-text.ts';
import { call, isIndexed, isReplayed, type Refusals, wasAbsent } from './call.ts';
import type { Exchange } from './exchange.ts';
import { idempotencyHeaders, keyHeaders, writeHeaders } from './headers.ts';
import type { RemoteCreateOptions } from './remote-session-store.ts';
import { ticketOf, userSessionOf } from './ticket-record.ts';

const STORE: Refusals<StoreTicketOutcome, 'stored'> = {
  'subject-missing': true,
  'key-taken': true,
  'session-limit': true,
  'session-ended': true,
  'idempotency-in-progress': true,
  'idempotency-key-reused': true,
};
const RETRIEVE: Refusals<RetrieveOutcome, 'found'> = { 'session-not-found': true };
const RENEW: Refusals<RenewOutcome, 'renewed' | 'stored'> = {
  'subject-missing': true,
  'session-ended': true,
  'session-limit': true,
  'revision-mismatch': true,
};
const TOUCH: Refusals<TouchOutcome, 'touched'> = { 'session-not-found': true, 'session-ended': true };
const REMOVE: Refusals<DeleteOutcome, 'deleted' | 'absent'> = { 'revision-mismatch': true };

export class RemoteTicketStore implements ServerSideTicketStore {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async store(ticket: AuthenticationTicket, options: RemoteCreateOptions = {}): Promise<StoreTicketOutcome> {
    const stored = await call(this.#exchange, STORE, {
      method: 'POST',
      path: '/v1/tickets',
      headers: {
        ...writeHeaders({ respondAsync: options.respondAsync }),
        ...(await idempotencyHeaders(options.idempotency)),
      },
      body: bodyOf(ticket),
      writes: true,
      repeatable: options.idempotency !== undefined,
    });
    if (stored.outcome !== 'answered') return stored;
    const { answer } = stored;
    const { key } = answer.body as { readonly key: string };
    return {
      outcome: 'stored',
      key,
      ...ticketed(answer.body),
      indexed: isIndexed(answer),
      replayed: isReplayed(answer),
    };
  }

  async retrieve(key: string, options: ReadOptions = {}): Promise<RetrieveOutcome> {
    const found = await call(this.#exchange, RETRIEVE, {
      method: 'GET',
      path: '/v1/ticket',
      headers: keyHeaders('Session-Key', key, options),
      writes: false,
      repeatable: true,
    });
    return found.outcome === 'answered' ? { outcome: 'found', ...ticketed(found.answer.body) } : found;
  }

  async renew(key: string, ticket: AuthenticationTicket, options: WriteOptions = {}): Promise<RenewOutcome> {
    const renewed = await call(this.#exchange, RENEW, {
      method: 'PUT',
      path: '/v1/ticket',
      headers: { ...keyHeaders('Session-Key', key, options), ...writeHeaders(options) },
      body: bodyOf(ticket),
      writes: true,
      repeatable: false,
    });
    if (renewed.outcome !== 'answered') return renewed;
    const { answer } = renewed;
    const outcome = answer.status === 201 ? 'stored' : 'renewed';
    return { outcome, ...ticketed(answer.body), indexed: isIndexed(answer) };
  }

  async touch(key: string, options: ReadOptions = {}): Promise<TouchOutcome> {
    const touched = await call(this.#exchange, TOUCH, {
      method: 'POST',
      path: '/v1/ticket/renew',
      headers: keyHeaders('Session-Key', key, options),
      writes: true,
      // A second slide does nothing, and so does not say `renewed`, which a cookie may have to follow.
      repeatable: false,
    });
    if (touched.outcome !== 'answered') return touched;
    const { answer } = touched;
    const { session, renewed } = answer.body as { readonly session: unknown; readonly renewed: boolean };
    return { outcome: 'touched', session: userSessionOf(session), renewed, indexed: isIndexed(answer) };
  }

  async remove(key: string, options: WriteOptions = {}): Promise<DeleteOutcome> {
    const removed = await call(this.#exchange, REMOVE, {
      method: 'DELETE',
      path: '/v1/ticket',
      headers: { ...keyHeaders('Session-Key', key, options), ...writeHeaders(options) },
      writes: true,
      repeatable: false,
    });
    if (removed.outcome !== 'answered') return removed;
    const { answer } = removed;
    return { outcome: wasAbsent(answer) ? 'absent' : 'deleted', indexed: isIndexed(answer) };
  }
}

/** The text of a ticket is what the contract takes. */
const bodyOf = (ticket: AuthenticationTicket): string => `{"ticket":${formatTicket(ticket)}}`;

function ticketed(json: unknown): Ticketed {
  const { ticket, session } = json as Readonly<Record<keyof Ticketed, unknown>>;
  return { ticket: ticketOf(ticket), session: userSessionOf(session) };
}
