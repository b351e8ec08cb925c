/**
 * `edge-sessions/hono`: sessions for a Hono app, and the receiver of its provider's logouts. `backChannelLogout` alone needs
 * jose: an app that leaves it out does not carry it.
 */
export type { LogoutTokenAlgorithm, LogoutTokenFault } from '../receiver/logout-token-check.ts';
export { MemoryReplays, type ReplayMemory } from '../receiver/replay-memory.ts';
export type { AuthenticationTicket, Claim } from '../ticket/authentication-ticket.ts';
export type { SessionsStore, SessionsToEnd } from '../ticket/sessions-store.ts';
export type { UserSession } from '../ticket/user-session.ts';
export { type BackChannelLogout, type BackChannelLogoutOptions, backChannelLogout } from './back-channel-logout.ts';
export type * from './request-session.ts';
export { type SessionEndpoints, sessionEndpoints } from './session-endpoints.ts';
export { type SessionsOptions, type SessionVariables, sessions } from './sessions.ts';
