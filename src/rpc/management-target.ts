/** What another Worker may call of session management: a shell, so that RPC reaches these calls and nothing else. */
import { RpcTarget } from 'cloudflare:workers';
import type { RemoteManagement } from '../remote/remote-management.ts';
import { asked } from './asked.ts';

type Calls = RemoteManagement;

export class ManagementTarget extends RpcTarget implements Pick<Calls, keyof Calls> {
  readonly #management: Calls;

  constructor(management: Calls) {
    super();
    this.#management = management;
  }

  query(...args: Parameters<Calls['query']>) {
    return asked(() => this.#management.query(...args));
  }
  session(...args: Parameters<Calls['session']>) {
    return asked(() => this.#management.session(...args));
  }
  remove(...args: Parameters<Calls['remove']>) {
    return asked(() => this.#management.remove(...args));
  }
  history(...args: Parameters<Calls['history']>) {
    return asked(() => this.#management.history(...args));
  }
  deliveries(...args: Parameters<Calls['deliveries']>) {
    return asked(() => this.#management.deliveries(...args));
  }
  redeliver(...args: Parameters<Calls['redeliver']>) {
    return asked(() => this.#management.redeliver(...args));
  }
  stats(...args: Parameters<Calls['stats']>) {
    return asked(() => this.#management.stats(...args));
  }
}
