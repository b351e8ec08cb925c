/** What another Worker may call of coordination: a shell, so that RPC reaches these calls and nothing else. */
import { RpcTarget } from 'cloudflare:workers';
import type { RemoteCoordination } from '../remote/remote-coordination.ts';
import { asked } from './asked.ts';

type Calls = RemoteCoordination;

export class CoordinationTarget extends RpcTarget implements Pick<Calls, keyof Calls> {
  readonly #coordination: Calls;

  constructor(coordination: Calls) {
    super();
    this.#coordination = coordination;
  }

  validate(...args: Parameters<Calls['validate']>) {
    return asked(() => this.#coordination.validate(...args));
  }
  logout(...args: Parameters<Calls['logout']>) {
    return asked(() => this.#coordination.logout(...args));
  }
  addClient(...args: Parameters<Calls['addClient']>) {
    return asked(() => this.#coordination.addClient(...args));
  }
}
