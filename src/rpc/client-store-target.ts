/** What another Worker may call of the registered clients: a shell, so that RPC reaches these calls and nothing else. */
import { RpcTarget } from 'cloudflare:workers';
import type { RemoteClientStore } from '../remote/remote-client-store.ts';
import { asked } from './asked.ts';

type Calls = RemoteClientStore;

export class ClientStoreTarget extends RpcTarget implements Pick<Calls, keyof Calls> {
  readonly #clients: Calls;

  constructor(clients: Calls) {
    super();
    this.#clients = clients;
  }

  register(...args: Parameters<Calls['register']>) {
    return asked(() => this.#clients.register(...args));
  }
  client(...args: Parameters<Calls['client']>) {
    return asked(() => this.#clients.client(...args));
  }
  remove(...args: Parameters<Calls['remove']>) {
    return asked(() => this.#clients.remove(...args));
  }
  query(...args: Parameters<Calls['query']>) {
    return asked(() => this.#clients.query(...args));
  }
}
