/** Coordination on objects and index: `SessionCoordination` as the edge runs it. Made once per request. */
import { isCoordinated } from '../client/coordinated.ts';
import { routeOf } from '../session/keys.ts';
import type { WriteOptions } from '../session/session-store.ts';
import type { StoreParts } from '../store/store-parts.ts';
import type { TicketClient } from '../ticket/authentication-ticket.ts';
import { addClient } from './add-client.ts';
import type { Activity, SessionCoordination, Validation } from './session-coordination.ts';

const NOT_COORDINATED: Validation = { valid: true, coordinated: false, expires: null };

export class EdgeCoordination implements SessionCoordination {
  readonly #parts: StoreParts;
  readonly #byDefault: boolean;

  /** `byDefault`: `COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION`. */
  constructor(parts: StoreParts, byDefault: boolean) {
    this.#parts = parts;
    this.#byDefault = byDefault;
  }

  async validate({ subjectId, sessionId, clientId }: Activity): Promise<Validation> {
    const { directory, index } = this.#parts;
    const [client = null] = await index.registrations([clientId]);
    if (!isCoordinated(client, this.#byDefault)) return NOT_COORDINATED;
    const route = await routeOf(subjectId);
    const { valid, expires } = await directory.call(route, 'repeatable', (object) =>
      object.validate({ route, sessionId }),
    );
    return { valid, coordinated: true, expires };
  }

  async logout(
    { subjectId, sessionId }: { readonly subjectId: string; readonly sessionId: string },
    { respondAsync = false }: WriteOptions = {},
  ) {
    const { directory, by } = this.#parts;
    const route = await routeOf(subjectId);
    const args = { route, partition: '', sessionId, by, mode: 'sign-out', wait: !respondAsync } as const;
    const done = await directory.call(route, 'once', (object) => object.removeOfSubject(args));
    return {
      answer: {
        sessionsRemoved: done.removed,
        tokensRevoked: done.tokensRevoked,
        consentsRevoked: 0,
        otherGrantsRevoked: 0,
        consentsOutOfReach: 0,
        notificationsQueued: done.notificationsQueued,
        bffSessionsRemoved: 0,
        dryRun: false,
        effectiveAt: done.at,
      },
      indexed: done.indexed,
    };
  }

  addClient(key: string, client: TicketClient, options: WriteOptions = {}) {
    return addClient(this.#parts, key, client, options);
  }
}
