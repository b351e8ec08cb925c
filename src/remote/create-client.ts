/** A client of one service over HTTP. */
import { type ClientOptions, fetchExchange } from './fetch-exchange.ts';
import { type SessionService, sessionsOver } from './sessions.ts';

export const createClient = (options: ClientOptions): SessionService => ({
  ...sessionsOver(fetchExchange(options)),
  onBehalfOf: (person) => sessionsOver(fetchExchange({ ...options, onBehalfOf: person })),
});
