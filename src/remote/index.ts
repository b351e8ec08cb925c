/**
 * `edge-sessions/client`: the stores of a service over HTTP, for Node 20 and later, Workers, Deno and Bun. Every outcome is a
 * value; thrown are `StorageUnavailable` (out of reach: whether to look before repeating is in `mayHaveBeenStored`) and
 * `RequestRefused` (token, scope or form of a call). No dependency, nothing of Cloudflare.
 */
export type * from '../bff/bff-session.ts';
export type * from '../bff/user-session-store.ts';
export type * from '../client/client.ts';
export type * from '../client/client-store.ts';
export type * from '../coordination/session-coordination.ts';
export type * from '../grant/grant.ts';
export type * from '../grant/grant-store.ts';
export type * from '../management/session-management.ts';
export type * from '../session/ending.ts';
export { type FieldProblem, RequestRefused } from '../session/request-refused.ts';
export type * from '../session/server-side-session.ts';
export type * from '../session/session-filter.ts';
export type * from '../session/session-store.ts';
export { StorageUnavailable } from '../session/session-store.ts';
export type * from '../ticket/authentication-ticket.ts';
export type * from '../ticket/sessions-store.ts';
export type * from '../ticket/ticket-store.ts';
export type * from '../ticket/user-session.ts';
export type { SessionsBinding } from './binding.ts';
export { boundSessions } from './bound-sessions.ts';
export { createClient } from './create-client.ts';
export type { ClientOptions, Fetch } from './fetch-exchange.ts';
export type { SessionService, Sessions } from './sessions.ts';
export { sessionsStore } from './sessions-store.ts';
