/** All that another Worker may call, for itself or for one person: `SessionService` over RPC. */
import { RpcTarget } from 'cloudflare:workers';
import type { RemoteClientStore } from '../remote/remote-client-store.ts';
import type { RemoteCoordination } from '../remote/remote-coordination.ts';
import type { RemoteGrantStore } from '../remote/remote-grant-store.ts';
import type { RemoteManagement } from '../remote/remote-management.ts';
import type { RemoteSessionStore } from '../remote/remote-session-store.ts';
import type { RemoteTicketStore } from '../remote/remote-ticket-store.ts';
import type { Sessions } from '../remote/sessions.ts';
import { offered } from './offered.ts';

const Store = offered<RemoteSessionStore>({
  createSession: true,
  getSession: true,
  updateSession: true,
  deleteSession: true,
  getSessions: true,
  deleteSessions: true,
  getAndRemoveExpiredSessions: true,
  querySessions: true,
  getSessionSummary: true,
});
const Tickets = offered<RemoteTicketStore>({ store: true, retrieve: true, renew: true, touch: true, remove: true });
const Management = offered<RemoteManagement>({
  query: true,
  session: true,
  remove: true,
  history: true,
  deliveries: true,
  redeliver: true,
  stats: true,
});
const Coordination = offered<RemoteCoordination>({ validate: true, logout: true, addClient: true });
const Grants = offered<RemoteGrantStore>({ store: true, get: true, remove: true, find: true, removeAll: true });
const Clients = offered<RemoteClientStore>({ register: true, client: true, remove: true, query: true });

export class SessionsTarget extends RpcTarget {
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    super();
    this.#sessions = sessions;
  }

  get store() {
    return new Store(this.#sessions.store);
  }
  get tickets() {
    return new Tickets(this.#sessions.tickets);
  }
  get management() {
    return new Management(this.#sessions.management);
  }
  get coordination() {
    return new Coordination(this.#sessions.coordination);
  }
  get grants() {
    return new Grants(this.#sessions.grants);
  }
  get clients() {
    return new Clients(this.#sessions.clients);
  }
}
