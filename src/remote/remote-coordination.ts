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
import { answerOf, call, isIndexed } from './call.ts';
import type { Exchange } from './exchange.ts';
import { keyHeaders, writeHeaders } from './headers.ts';
import { removalAnswerOf } from './removal-record.ts';
import { timed } from './times.ts';

/** `too-many-clients` has no code of its own on the wire. */
const ADD = { 'session-not-found': true, 'session-ended': true } as const satisfies Record<
  Exclude<AddClientOutcome['outcome'], 'added' | 'too-many-clients'>,
  true
>;

export class RemoteCoordination implements SessionCoordination {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async validate({ subjectId, sessionId, clientId }: Activity): Promise<Validation> {
    const { body } = await answerOf(this.#exchange, {
      method: 'POST',
      path: '/v1/coordination/validate',
      body: JSON.stringify({ subjectId, sessionId, clientId }),
      writes: true,
      // Sliding twice is sliding once, and the answer tells where it led.
      repeatable: true,
    });
    return timed<Validation>(body, ['expires']);
  }

  async logout(
    { subjectId, sessionId }: { readonly subjectId: string; readonly sessionId: string },
    options: WriteOptions = {},
  ) {
    const answer = await answerOf(this.#exchange, {
      method: 'POST',
      path: '/v1/coordination/logout',
      headers: writeHeaders({ respondAsync: options.respondAsync }),
      body: JSON.stringify({ subjectId, sessionId }),
      writes: true,
      repeatable: false,
    });
    return { answer: removalAnswerOf(answer.body), indexed: isIndexed(answer) };
  }

  async addClient(key: string, client: TicketClient, options: WriteOptions = {}): Promise<AddClientOutcome> {
    const { clientId, sub, sid } = client;
    const added = await call(this.#exchange, ADD, {
      method: 'POST',
      path: '/v1/coordination/clients',
      headers: {
        ...keyHeaders('Session-Key', key, options),
        ...writeHeaders({ respondAsync: options.respondAsync }),
      },
      body: JSON.stringify({ clientId, sub, sid }),
      writes: true,
      repeatable: false,
    }).catch((fault: unknown) => {
      if (isOneTooMany(fault, clientId)) return { outcome: 'too-many-clients' } as const;
      throw fault;
    });
    if (added.outcome !== 'answered') return added;
    const { answer } = added;
    return { outcome: 'added', ...(answer.body as { clientIds: readonly string[] }), indexed: isIndexed(answer) };
  }
}

/** Only the number of clients is left to be wrong with a client id that may be one. */
const isOneTooMany = (fault: unknown, clientId: string): boolean =>
  fault instanceof RequestRefused &&
  fault.code === 'invalid-request' &&
  fault.errors.length === 1 &&
  fault.errors[0]?.path === 'clientId' &&
  isClientId(clientId);
