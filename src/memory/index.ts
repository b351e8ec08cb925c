/** `edge-sessions/memory`: the stores in memory, for tests, development, and whoever builds against them elsewhere. */
export { MemoryStore, type MemoryStoreOptions } from '../session/memory-store.ts';
export type { SessionsStore, SessionsToEnd } from '../ticket/sessions-store.ts';
export { MemorySessions, type MemorySessionsOptions } from './memory-sessions.ts';
export { MemoryTicketStore, type MemoryTicketStoreOptions } from './memory-ticket-store.ts';
