/**
 * The stores of a service that a Worker is bound to. Guarantees: one call of the binding for each call of a store; what keeps the
 * answer away is `StorageUnavailable`. Nothing is repeated: the service tries again itself what it may.
 */
import { StorageUnavailable } from '../session/session-store.ts';
import type { SessionsBinding } from './binding.ts';
import type { Exchange, RemoteAnswer } from './exchange.ts';
import { percentEncoded } from './headers.ts';
import { searchOf } from './path.ts';
import { type SessionService, sessionsOver } from './sessions.ts';

export const boundSessions = (binding: SessionsBinding): SessionService => ({
  ...sessionsOver(boundExchange(binding)),
  onBehalfOf: (person) => sessionsOver(boundExchange(binding, person)),
});

const boundExchange =
  (binding: SessionsBinding, person?: string): Exchange =>
  async ({ method, path, params = {}, query, headers, body = '', writes }): Promise<RemoteAnswer> => {
    const behalf = person === undefined ? {} : { 'On-Behalf-Of': percentEncoded('On-Behalf-Of', person) };
    const sent = { method, path, params, query: searchOf(query), headers: { ...given(headers), ...behalf }, body };
    const answer = await binding.call(sent).catch((cause: unknown) => {
      throw new StorageUnavailable('the service is out of reach', { mayHaveBeenStored: writes, cause });
    });
    if (answer.status === 503) {
      const { mayHaveBeenStored } = answer.body as { readonly mayHaveBeenStored: boolean };
      const retryAfter = Number(answer.headers['Retry-After']);
      throw new StorageUnavailable('the service is unavailable', { mayHaveBeenStored, retryAfter });
    }
    return { status: answer.status, header: (name) => answer.headers[name] ?? null, body: answer.body };
  };

const given = (values: Readonly<Record<string, string | undefined>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
