/** What another Worker may call of the ticket store: a shell, so that RPC reaches these calls and nothing else. */
import { RpcTarget } from 'cloudflare:workers';
import type { RemoteTicketStore } from '../remote/remote-ticket-store.ts';
import { asked } from './asked.ts';

type Calls = RemoteTicketStore;

export class TicketStoreTarget extends RpcTarget implements Pick<Calls, keyof Calls> {
  readonly #tickets: Calls;

  constructor(tickets: Calls) {
    super();
    this.#tickets = tickets;
  }

  store(...args: Parameters<Calls['store']>) {
    return asked(() => this.#tickets.store(...args));
  }
  retrieve(...args: Parameters<Calls['retrieve']>) {
    return asked(() => this.#tickets.retrieve(...args));
  }
  renew(...args: Parameters<Calls['renew']>) {
    return asked(() => this.#tickets.renew(...args));
  }
  touch(...args: Parameters<Calls['touch']>) {
    return asked(() => this.#tickets.touch(...args));
  }
  remove(...args: Parameters<Calls['remove']>) {
    return asked(() => this.#tickets.remove(...args));
  }
}
