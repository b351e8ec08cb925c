/** All that another Worker may call for one person: `SessionService.onBehalfOf()` over RPC. */
import { RpcTarget } from 'cloudflare:workers';
import type { Sessions } from '../remote/sessions.ts';
import { ClientStoreTarget } from './client-store-target.ts';
import { CoordinationTarget } from './coordination-target.ts';
import { GrantStoreTarget } from './grant-store-target.ts';
import { ManagementTarget } from './management-target.ts';
import { SessionStoreTarget } from './session-store-target.ts';
import { TicketStoreTarget } from './ticket-store-target.ts';

export class SessionsTarget extends RpcTarget {
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    super();
    this.#sessions = sessions;
  }

  get store() {
    return new SessionStoreTarget(this.#sessions.store);
  }
  get tickets() {
    return new TicketStoreTarget(this.#sessions.tickets);
  }
  get management() {
    return new ManagementTarget(this.#sessions.management);
  }
  get coordination() {
    return new CoordinationTarget(this.#sessions.coordination);
  }
  get grants() {
    return new GrantStoreTarget(this.#sessions.grants);
  }
  get clients() {
    return new ClientStoreTarget(this.#sessions.clients);
  }
}
