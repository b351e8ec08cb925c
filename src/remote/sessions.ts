/**
 * All that a service offers from afar, in the interfaces of the stores themselves: over HTTP (`edge-sessions/client`) and over
 * RPC (a service binding) it is the same. Each part asks for the scope that the contract names.
 */
import type { Exchange } from './exchange.ts';
import { RemoteBffStore } from './remote-bff-store.ts';
import { RemoteClientStore } from './remote-client-store.ts';
import { RemoteCoordination } from './remote-coordination.ts';
import { RemoteGrantStore } from './remote-grant-store.ts';
import { RemoteManagement } from './remote-management.ts';
import { RemoteSessionStore } from './remote-session-store.ts';
import { RemoteTicketStore } from './remote-ticket-store.ts';

export interface Sessions {
  /** `store`. */
  readonly store: RemoteSessionStore;
  readonly tickets: RemoteTicketStore;
  readonly coordination: RemoteCoordination;
  readonly grants: RemoteGrantStore;
  readonly bff: RemoteBffStore;
  /** `manage:read`, `manage`, `tickets:read`. */
  readonly management: RemoteManagement;
  /** `configure`. */
  readonly clients: RemoteClientStore;
}

/** The same, and who is behind the caller. */
export interface SessionService extends Sessions {
  /** `On-Behalf-Of`: the person for whom these calls are made, 1 to 200 characters; history names them beside the caller. */
  onBehalfOf(person: string): Sessions;
}

export const sessionsOver = (exchange: Exchange): Sessions => ({
  store: new RemoteSessionStore(exchange),
  tickets: new RemoteTicketStore(exchange),
  coordination: new RemoteCoordination(exchange),
  grants: new RemoteGrantStore(exchange),
  bff: new RemoteBffStore(exchange),
  management: new RemoteManagement(exchange),
  clients: new RemoteClientStore(exchange),
});
