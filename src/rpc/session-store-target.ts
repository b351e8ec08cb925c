/** What another Worker may call of the session store: a shell, so that RPC reaches these calls and nothing else. */
import { RpcTarget } from 'cloudflare:workers';
import type { RemoteSessionStore } from '../remote/remote-session-store.ts';
import { asked } from './asked.ts';

type Calls = RemoteSessionStore;

export class SessionStoreTarget extends RpcTarget implements Pick<Calls, keyof Calls> {
  readonly #store: Calls;

  constructor(store: Calls) {
    super();
    this.#store = store;
  }

  createSession(...args: Parameters<Calls['createSession']>) {
    return asked(() => this.#store.createSession(...args));
  }
  getSession(...args: Parameters<Calls['getSession']>) {
    return asked(() => this.#store.getSession(...args));
  }
  updateSession(...args: Parameters<Calls['updateSession']>) {
    return asked(() => this.#store.updateSession(...args));
  }
  deleteSession(...args: Parameters<Calls['deleteSession']>) {
    return asked(() => this.#store.deleteSession(...args));
  }
  getSessions(...args: Parameters<Calls['getSessions']>) {
    return asked(() => this.#store.getSessions(...args));
  }
  deleteSessions(...args: Parameters<Calls['deleteSessions']>) {
    return asked(() => this.#store.deleteSessions(...args));
  }
  getAndRemoveExpiredSessions(...args: Parameters<Calls['getAndRemoveExpiredSessions']>) {
    return asked(() => this.#store.getAndRemoveExpiredSessions(...args));
  }
  querySessions(...args: Parameters<Calls['querySessions']>) {
    return asked(() => this.#store.querySessions(...args));
  }
  getSessionSummary(...args: Parameters<Calls['getSessionSummary']>) {
    return asked(() => this.#store.getSessionSummary(...args));
  }
}
