/** The sessions of this app: those of the service. Whoever signs in here has this app among the session's clients, so that it is told of the end. */
import { boundSessions, sessionsStore } from 'edge-sessions/client';
import type { SessionsStore } from 'edge-sessions/hono';
import { CLIENT_ID } from './client.ts';
import type { Bindings } from './environment.ts';

const CLIENTS = [{ clientId: CLIENT_ID, sub: null, sid: null }];

export function sessionsOfApp({ SESSIONS }: Bindings): SessionsStore {
  const service = boundSessions(SESSIONS);
  return {
    ...sessionsStore(service),
    store: (ticket) => service.tickets.store({ ...ticket, clients: CLIENTS }),
  };
}
