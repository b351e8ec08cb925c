/** Coordination of a service elsewhere: `SessionCoordination` over the HTTP contract ("Coordination"). */
import { isClientId } from '../client/client-id.ts';
import type {
  Activity,
  AddClientOutcome,
  SessionCoordination,
  Validation,
} from '../coordination/session-coordination.ts';
import { RequestRefused } from '../session/request-refused.ts';
import type { WriteOptions } from '../session/session-store.ts';
import type { TicketClient } from '../ticket/authentication-ticket.ts';
import { indexedOf } from './answer-headers.ts';
import { Calls, type Refusals } from './calls.ts';
import type { Exchange } from './exchange.ts';
import { keyHeaders, preferHeaders } from './headers.ts';
import { removalAnswerOf } from './removal-record.ts';
import { timed } from './times.ts';

/** `too-many-clients` is no code of the wire, see `isOneTooMany`. */
const REFUSALS: Refusals<AddClientOutcome> = {
  'session-not-found': true,
  'session-ended': true,
  'too-many-clients': true,
};
const HERE = '/v1/coordination';

export class RemoteCoordination implements SessionCoordination {
  readonly #calls: Calls;

  constructor(exchange: Exchange) {
    this.#calls = new Calls(exchange, REFUSALS);
  }

  async validate({ subjectId, sessionId, clientId }: Activity) {
    // Sliding twice is sliding once, and the answer tells where it led.
    const parts = { body: { subjectId, sessionId, clientId }, repeatable: true };
    return this.#calls.write('POST', `${HERE}/validate`, parts, ({ body }) => timed<Validation>(body, ['expires']));
  }

  async logout(
    { subjectId, sessionId }: { readonly subjectId: string; readonly sessionId: string },
    options: WriteOptions = {},
  ) {
    const parts = { headers: preferHeaders(options), body: { subjectId, sessionId } };
    return this.#calls.write('POST', `${HERE}/logout`, parts, (answer) => ({
      answer: removalAnswerOf(answer.body),
      ...indexedOf(answer),
    }));
  }

  async addClient(key: string, client: TicketClient, options: WriteOptions = {}): Promise<AddClientOutcome> {
    const { clientId, sub, sid } = client;
    const headers = { ...keyHeaders('Session-Key', key, options), ...preferHeaders(options) };
    const parts = { headers, body: { clientId, sub, sid } };
    try {
      return await this.#calls.write<AddClientOutcome>('POST', `${HERE}/clients`, parts, (answer) => ({
        outcome: 'added',
        ...(answer.body as { readonly clientIds: readonly string[] }),
        ...indexedOf(answer),
      }));
    } catch (fault) {
      if (isOneTooMany(fault, clientId)) return { outcome: 'too-many-clients' };
      throw fault;
    }
  }
}

/** Only the number of clients is left to be wrong with a client id that may be one. */
const isOneTooMany = (fault: unknown, clientId: string): boolean =>
  fault instanceof RequestRefused &&
  fault.code === 'invalid-request' &&
  fault.errors.length === 1 &&
  fault.errors[0]?.path === 'clientId' &&
  isClientId(clientId);
