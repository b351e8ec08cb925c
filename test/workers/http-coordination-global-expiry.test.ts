/** Session coordination where every client that says nothing lives with the session, and an expiry tells all. Contract: "Coordination". */
import { env } from 'cloudflare:workers';
import { coordinationTable } from './coordination-table.ts';

// For Worker and objects alike. Set before any object exists.
Object.assign(env as object, {
  REMOVE_EXPIRED_SESSIONS: 'false',
  COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION: 'true',
  EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT: 'true',
});

coordinationTable(true, true);
