/** The BFF contract, for the store as the Worker runs it, by the client and by a binding: real objects, real D1. */
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { servicesOf } from '../../src/compose.ts';
import { configurationOf, type Env } from '../../src/config.ts';
import type { SessionsBinding } from '../../src/remote/binding.ts';
import { boundSessions } from '../../src/remote/bound-sessions.ts';
import { createClient } from '../../src/remote/create-client.ts';
import { Meter } from '../../src/session/cost.ts';
import { SYSTEM } from '../../src/session/ending.ts';
import { userSessionStoreContract } from '../contract/user-session-store.contract.ts';
import { fresh, ORIGIN } from './http-client.ts';
import { thrownBy } from './sessions-from-afar.ts';

// The contract asks for a store that ends nothing by itself. Set before any object exists: each reads it once.
const bindings = Object.assign(env as unknown as Env, { REMOVE_EXPIRED_SESSIONS: 'false' });

const { default: worker, Sessions } = exports as unknown as {
  readonly default: Fetcher;
  Sessions(options: { readonly props: object }): SessionsBinding;
};

describe('in the service', () => {
  const configuration = configurationOf(bindings);
  if (configuration.outcome !== 'configured') throw new Error(configuration.problems.join('\n'));
  const { config } = configuration;
  const ctx = { waitUntil: () => undefined };
  const request = { env: bindings, config, ctx, meter: new Meter(), log: () => undefined, by: SYSTEM };
  userSessionStoreContract(servicesOf(request).bff);
});

const { bff: byClient } = createClient({
  baseUrl: ORIGIN,
  token: 'store-token',
  fetch: (url, init) => worker.fetch(url, init),
  timeout: 60_000,
});
const { bff: byBinding } = boundSessions(Sessions({ props: { name: 'bff', scopes: ['store'] } }));

describe.each([
  ['the client', byClient],
  ['a binding', byBinding],
])('by %s', (_, store) => {
  userSessionStoreContract(store);

  it('what cannot be a partition is refused, and reaches no other path', async () => {
    const wrong = ['', ' ', '.', '..', 'a\u0000', 'secret\ud800', 'a'.repeat(201)];
    for (const partition of wrong) {
      const fault = await thrownBy(() => store.get(partition, fresh('key')));
      expect(fault).toMatchObject({ name: 'RequestRefused', code: 'invalid-request', errors: [{ path: 'partition' }] });
      expect(String(fault)).not.toContain('secret');
    }
  });

  it('what has not the form of the contract is refused, by its place', async () => {
    const now = Date.now();
    const times = { created: now, renewed: now, expires: null };
    const session = { key: null, subjectId: 's', sessionId: null, ...times, ticket: 't' };
    const app = fresh('app');
    for (const [path, call] of [
      ['Session-Key', () => store.get(app, '')],
      ['key', () => store.create(app, { ...session, key: 'secret\u0000' })],
      ['expires', () => store.create(app, { ...session, expires: Number.NaN })],
      ['subjectId', () => store.update(app, 'key', { ...session, subjectId: ' ', sessionId: 'sid' })],
      ['sessionId', () => store.find(app, { subjectId: null, sessionId: 'secret\ud800' })],
    ] as const) {
      const fault = await thrownBy(call);
      expect(fault, path).toMatchObject({ name: 'RequestRefused', code: 'invalid-request', errors: [{ path }] });
      expect(String(fault), path).not.toContain('secret');
    }
  });
});

it('another scope than `store` reaches no BFF session', async () => {
  const { bff } = boundSessions(Sessions({ props: { name: 'bff', scopes: ['manage'] } }));
  expect(await thrownBy(() => bff.removeExpired())).toMatchObject({ code: 'insufficient-scope' });
});
