/**
 * `edge-sessions/client`: the stores of a service over HTTP, for Node 20 and later, Workers, Deno and Bun. Every outcome is a
 * value; thrown are `StorageUnavailable` (out of reach: whether to look before repeating is in `mayHaveBeenStored`) and
 * `RequestRefused` (token, scope or form of a call). No dependency, nothing of Cloudflare.
 */
import { type ClientOptions, fetchExchange } from './fetch-exchange.ts';
import { type SessionService, sessionsOver } from './sessions.ts';

export const createClient = (options: ClientOptions): SessionService => ({
  ...sessionsOver(fetchExchange(options)),
  onBehalfOf: (person) => sessionsOver(fetchExchange({ ...options, onBehalfOf: person })),
});
