/** The ticket store of a service elsewhere: `ServerSideTicketStore` over the HTTP contract ("Ticket store"). */
import type { DeleteOutcome, ReadOptions, WriteOptions } from '../session/session-store.ts';
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import type {
  RenewOutcome,
  RetrieveOutcome,
  ServerSideTicketStore,
  StoreTicketOutcome,
  TouchOutcome,
} from '../ticket/ticket-store.ts';
import { indexedOf, replayedOf, unlessAbsent } from './answer-headers.ts';
import { Calls, type Refusals } from './calls.ts';
import type { Exchange } from './exchange.ts';
import { keyHeaders, onceHeaders, type RemoteCreateOptions, writeHeaders } from './headers.ts';
import { givenTicket, ticketedOf, userSessionOf } from './ticket-record.ts';

const REFUSALS: Refusals<StoreTicketOutcome | RetrieveOutcome | RenewOutcome | TouchOutcome | DeleteOutcome> = {
  'session-not-found': true,
  'session-ended': true,
  'session-limit': true,
  'key-taken': true,
  'subject-missing': true,
  'revision-mismatch': true,
  'idempotency-in-progress': true,
  'idempotency-key-reused': true,
};
const ONE = '/v1/ticket';

export class RemoteTicketStore implements ServerSideTicketStore {
  readonly #calls: Calls;

  constructor(exchange: Exchange) {
    this.#calls = new Calls(exchange, REFUSALS);
  }

  async store(ticket: AuthenticationTicket, options: RemoteCreateOptions = {}) {
    const parts = { ...(await onceHeaders(options)), body: { ticket: givenTicket(ticket) } };
    return this.#calls.write<StoreTicketOutcome>('POST', '/v1/tickets', parts, (answer) => ({
      outcome: 'stored',
      ...(answer.body as { readonly key: string }),
      ...ticketedOf(answer.body),
      ...indexedOf(answer),
      ...replayedOf(answer),
    }));
  }

  async retrieve(key: string, options: ReadOptions = {}) {
    const headers = keyHeaders('Session-Key', key, options);
    return this.#calls.read<RetrieveOutcome>(ONE, { headers }, ({ body }) => ({
      outcome: 'found',
      ...ticketedOf(body),
    }));
  }

  async renew(key: string, ticket: AuthenticationTicket, options: WriteOptions = {}) {
    const parts = { headers: writeHeaders('Session-Key', key, options), body: { ticket: givenTicket(ticket) } };
    return this.#calls.write<RenewOutcome>('PUT', ONE, parts, (answer) => ({
      outcome: answer.status === 201 ? 'stored' : 'renewed',
      ...ticketedOf(answer.body),
      ...indexedOf(answer),
    }));
  }

  /** Not repeated: a second slide does nothing, and so does not say `renewed`, which a cookie may have to follow. */
  async touch(key: string, options: ReadOptions = {}) {
    const headers = keyHeaders('Session-Key', key, options);
    return this.#calls.write<TouchOutcome>('POST', `${ONE}/renew`, { headers }, (answer) => {
      const { session, renewed } = answer.body as { readonly session: unknown; readonly renewed: boolean };
      return { outcome: 'touched', session: userSessionOf(session), renewed, ...indexedOf(answer) };
    });
  }

  async remove(key: string, options: WriteOptions = {}) {
    const headers = writeHeaders('Session-Key', key, options);
    return this.#calls.write<DeleteOutcome>('DELETE', ONE, { headers }, (answer) => ({
      outcome: unlessAbsent(answer, 'deleted'),
      ...indexedOf(answer),
    }));
  }
}
