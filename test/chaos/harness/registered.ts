/** Registered clients of this world: written into D1 as the project does. */
import type { Client } from '../../../src/client/client.ts';
import { CLIENT_DEFAULTS } from '../../../src/client/client.ts';
import { D1Clients } from '../../../src/index-d1/d1-clients.ts';
import { Meter } from '../../../src/session/cost.ts';

/** With an address, and not coordinated, where nothing else is said. */
export async function register(db: D1Database, clientId: string, says: Partial<Client> = {}): Promise<void> {
  const address = { backChannelLogoutUri: 'https://rp.example/logout', coordinateLifetimeWithUserSession: false };
  await new D1Clients(db, new Meter()).put({ ...CLIENT_DEFAULTS, ...address, ...says, clientId });
}

export const unregister = (db: D1Database, clientId: string): Promise<void> =>
  new D1Clients(db, new Meter()).delete(clientId);
