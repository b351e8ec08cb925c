/** `edge-sessions/client` against the real Worker. */
import { exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/remote/create-client.ts';
import { ORIGIN } from './http-client.ts';
import { type Scope, sessionsFromAfar } from './sessions-from-afar.ts';

const { default: worker } = exports as unknown as { readonly default: Fetcher };

/** A token of the configuration under test for these scopes, and perhaps more. */
const tokenFor = (scopes: readonly Scope[]): string => {
  if (scopes.length > 1) return 'all-token';
  return scopes[0] === 'manage:read' ? 'read-token' : `${scopes[0]}-token`;
};

const clientOf = (token: string) =>
  createClient({ baseUrl: `${ORIGIN}/`, token, fetch: (url, init) => worker.fetch(url, init), timeout: 60_000 });

describe('over HTTP', () => {
  sessionsFromAfar(async (scopes, person) => {
    const client = clientOf(tokenFor(scopes));
    return person === undefined ? client : client.onBehalfOf(person);
  });

  it('an unknown token is refused, and not repeated', async () => {
    const fault = await clientOf('a-secret-token')
      .tickets.retrieve('a-secret-key')
      .catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({ name: 'RequestRefused', code: 'unauthorized', errors: [] });
    expect(String(fault)).not.toContain('secret');
  });
});
