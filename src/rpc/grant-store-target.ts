/** What another Worker may call of the grant store: a shell, so that RPC reaches these calls and nothing else. */
import { RpcTarget } from 'cloudflare:workers';
import type { RemoteGrantStore } from '../remote/remote-grant-store.ts';
import { asked } from './asked.ts';

type Calls = RemoteGrantStore;

export class GrantStoreTarget extends RpcTarget implements Pick<Calls, keyof Calls> {
  readonly #grants: Calls;

  constructor(grants: Calls) {
    super();
    this.#grants = grants;
  }

  store(...args: Parameters<Calls['store']>) {
    return asked(() => this.#grants.store(...args));
  }
  get(...args: Parameters<Calls['get']>) {
    return asked(() => this.#grants.get(...args));
  }
  remove(...args: Parameters<Calls['remove']>) {
    return asked(() => this.#grants.remove(...args));
  }
  find(...args: Parameters<Calls['find']>) {
    return asked(() => this.#grants.find(...args));
  }
  removeAll(...args: Parameters<Calls['removeAll']>) {
    return asked(() => this.#grants.removeAll(...args));
  }
}
