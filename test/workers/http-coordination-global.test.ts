/** Session coordination where every client that says nothing lives with the session. Contract: "Coordination". */
import { env } from 'cloudflare:workers';
import { coordinationTable } from './coordination-table.ts';

// For Worker and objects alike. Set before any object exists.
Object.assign(env as object, {
  REMOVE_EXPIRED_SESSIONS: 'false',
  COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION: 'true',
});

coordinationTable(true);
