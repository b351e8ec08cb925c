/**
 * This app as a client that is registered at the service, and that each of its sessions names. A real one is registered by
 * whoever deploys it, once.
 */
import { boundSessions } from 'edge-sessions/client';
import type { Bindings } from './environment.ts';

export const CLIENT_ID = 'demo-app';

/** @param origin of this app, where logout tokens are to go */
export async function registerClient({ ADMINISTRATION }: Bindings, origin: string): Promise<void> {
  const registered = await boundSessions(ADMINISTRATION).clients.register({
    clientId: CLIENT_ID,
    enabled: true,
    displayName: 'Demo app',
    backChannelLogoutUri: `${origin}/session/backchannel`,
    backChannelLogoutSessionRequired: true,
    logoutTokenClaims: ['sub', 'sid'],
    idTokenSignedResponseAlg: 'RS256',
    coordinateLifetimeWithUserSession: null,
  });
  if (registered.outcome === 'refused')
    throw new Error(`the app is not registered: ${JSON.stringify(registered.problems)}`);
}
