/**
 * A test notification: a logout token about nobody, sent to a real relying party at once. Contract: "Clients". The app has the
 * Worker's own services, configured for relying parties on this machine.
 */
import { env } from 'cloudflare:workers';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { readiness, servicesOf } from '../../../src/compose.ts';
import { createApp } from '../../../src/http/app.ts';
import { Party } from '../../system/harness/party.ts';
import type { Behaviour } from '../../system/harness/relying-party.ts';
import { fresh, requestOf, type Sent, send as sendToWorker, told } from '../http-client.ts';

const ISSUER = 'https://op.example.com';
const app = createApp(servicesOf, readiness);
const context = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };
const variables = { ISSUER, ALLOW_PRIVATE_LOGOUT_URIS: 'true' };

const send = async (method: string, path: string, sent: Sent = {}, more: object = {}) =>
  app.fetch(
    requestOf(method, path, { token: 'all-token', ...sent }),
    { ...env, ...variables, ...more } as unknown as Parameters<typeof app.fetch>[1],
    context as unknown as ExecutionContext,
  );
const pathOf = (clientId: string): string => `/v1/clients/${encodeURIComponent(clientId)}`;
const test = (clientId: string, more: object = {}) => send('POST', `${pathOf(clientId)}/test`, {}, more);

async function registered(behaviour: Behaviour, client: object = {}): Promise<Party> {
  const party = await Party.that(behaviour, inject('relyingParties'));
  const json = { backChannelLogoutUri: party.address, ...client };
  expect((await send('PUT', pathOf(party.clientId), { json })).status).toBe(201);
  return party;
}

const resultsOf = async (path: string) => (await (await send('GET', path)).json<{ results: unknown[] }>()).results;

describe('a test notification', () => {
  it('is a logout token that verifies and names nobody, another each time', async () => {
    const party = await registered({ status: 200 });
    for (const _ of [1, 2]) {
      const answer = await test(party.clientId);
      expect([answer.status, await answer.json()]).toEqual([200, { outcome: 'delivered', status: 200, error: null }]);
    }
    const keys = createLocalJWKSet(await (await send('GET', '/.well-known/jwks.json')).json());
    const tokens = await party.tokens();
    const check = { issuer: ISSUER, audience: party.clientId, typ: 'logout+jwt' };
    const said = await Promise.all(tokens.map(async (token) => (await jwtVerify(token, keys, check)).payload));
    const names = said.flatMap(({ sub, sid }) => [sub, sid]);
    for (const name of names) expect(name).toMatch(/^edge-sessions-test-[\da-f-]{36}$/);
    expect(new Set(names).size).toBe(4);
    expect(said.map(({ logout_reason }) => logout_reason)).toEqual(['terminated', 'terminated']);
  });

  it('has the claims and the algorithm that the client is registered for', async () => {
    const party = await registered({ status: 204 }, { logoutTokenClaims: ['sid'], idTokenSignedResponseAlg: 'ES256' });
    expect(await (await test(party.clientId)).json()).toEqual({ outcome: 'delivered', status: 204, error: null });
    const [claims] = await party.claims();
    expect(claims).toMatchObject({ sid: expect.any(String) });
    expect(claims).not.toHaveProperty('sub');
  });

  it.each([
    [{ status: 400, body: '{"error":"invalid_request"}' }, 400, 'answered 400: invalid_request'],
    [{ status: 410 }, 410, 'answered 410'],
    [{ status: 503 }, 503, 'answered 503'],
    [{ status: 302, headers: { Location: '/elsewhere' } }, 302, 'answered 302: redirects are not followed'],
  ])('%j: says how it was refused, and makes no second attempt', async (behaviour, status, error) => {
    const party = await registered(behaviour);
    expect(await (await test(party.clientId)).json()).toEqual({ outcome: 'failed', status, error });
    expect((await party.seen()).requests).toHaveLength(1);
  });

  it('repeats neither the token nor what it says, where a relying party sends them back', async () => {
    const echo = { status: 400, body: '{"error":"{token}"}', echoes: true };
    const { clientId } = await registered(echo);
    expect(await (await test(clientId)).json()).toEqual({ outcome: 'failed', status: 400, error: 'answered 400' });
  });

  it('says that nobody is there', async () => {
    const party = await registered({ status: 200 }, { backChannelLogoutUri: 'http://127.0.0.1:1/' });
    expect(await (await test(party.clientId)).json()).toEqual({
      outcome: 'failed',
      status: null,
      error: 'connection failed',
    });
  });

  it.each([
    [{ enabled: false }, 'the client is disabled'],
    [{ backChannelLogoutUri: null }, 'the client has no logout address'],
  ])('%j: is not sent', async (client, error) => {
    const party = await registered({ status: 200 }, client);
    expect(await (await test(party.clientId)).json()).toEqual({ outcome: 'failed', status: null, error });
    expect((await party.seen()).requests).toEqual([]);
  });

  it('goes to no private address: one that was registered when it was allowed is judged anew', async () => {
    const party = await registered({ status: 200 });
    const answer = await test(party.clientId, { ALLOW_PRIVATE_LOGOUT_URIS: 'false' });
    expect(await answer.json()).toEqual({
      outcome: 'failed',
      status: null,
      error: 'the logout address must be https',
    });
    expect((await party.seen()).requests).toEqual([]);
  });

  it('stores nothing, and asks no object', async () => {
    const { clientId } = await registered({ status: 500 });
    const before = await resultsOf('/v1/management/history');
    const answer = await test(clientId);
    expect(answer.headers.get('Server-Timing')).toMatch(/^object;desc=0, d1;desc=1,/);
    expect(await resultsOf(`/v1/management/deliveries?clientId=${clientId}`)).toEqual([]);
    expect(await resultsOf('/v1/management/history')).toEqual(before);
  });
});

describe('refused', () => {
  it('a client that is not registered, and an id that cannot exist', async () => {
    expect(await told(await test(fresh('none')))).toBe('404 client-not-found');
    expect(await told(await test(' '))).toBe('404 client-not-found');
  });

  it('whoever lacks the scope configure', async () => {
    for (const token of ['store-token', 'manage-token', 'read-token']) {
      expect(await told(await sendToWorker('POST', '/v1/clients/a/test', { token }))).toBe('403 insufficient-scope');
    }
  });
});
