/** The sessions of this app: those of the service. */
import { boundSessions, sessionsStore } from 'edge-sessions/client';
import type { SessionsStore } from 'edge-sessions/hono';
import type { Bindings } from './environment.ts';

export const sessionsOfApp = ({ SESSIONS }: Bindings): SessionsStore => sessionsStore(boundSessions(SESSIONS));
