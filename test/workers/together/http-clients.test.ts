/** Registered clients. Contract: "Clients", scope `configure`. */
import { describe, expect, it } from 'vitest';
import { fresh, type Problem, send, told } from '../http-client.ts';

const TOKEN = { token: 'configure-token' } as const;
const pathOf = (clientId: string): string => `/v1/clients/${encodeURIComponent(clientId)}`;
const put = (clientId: string, json: unknown = {}) => send('PUT', pathOf(clientId), { ...TOKEN, json });
const get = (clientId: string) => send('GET', pathOf(clientId), TOKEN);
const create = (clientId: string, json: unknown = {}, condition = '*') =>
  send('PUT', pathOf(clientId), { ...TOKEN, json, headers: { 'If-None-Match': condition } });
const remove = (clientId: string) => send('DELETE', pathOf(clientId), TOKEN);

const DEFAULTS = {
  enabled: true,
  displayName: null,
  backChannelLogoutUri: null,
  backChannelLogoutSessionRequired: true,
  logoutTokenClaims: ['sub', 'sid'],
  idTokenSignedResponseAlg: 'RS256',
  coordinateLifetimeWithUserSession: null,
};
const FULL = {
  enabled: false,
  displayName: 'Ünïcode Shop 🦊',
  backChannelLogoutUri: 'https://RP.example.com:8443/back/channel?a=b%20c',
  backChannelLogoutSessionRequired: false,
  logoutTokenClaims: ['sid'],
  idTokenSignedResponseAlg: 'ES256',
  coordinateLifetimeWithUserSession: false,
};

describe('a client', () => {
  it('is registered with 201 and the defaults, and every field is told, in order', async () => {
    const clientId = fresh('web');
    const response = await put(clientId);
    expect(response.status).toBe(201);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(JSON.stringify(await response.json())).toBe(JSON.stringify({ clientId, ...DEFAULTS }));
    expect(await (await get(clientId)).json()).toEqual({ clientId, ...DEFAULTS });
  });
  it('is replaced with 200, as a whole', async () => {
    const clientId = fresh('web');
    expect((await put(clientId, FULL)).status).toBe(201);
    expect(await (await get(clientId)).json()).toEqual({ clientId, ...FULL });
    const replaced = await put(clientId, { clientId, coordinateLifetimeWithUserSession: true });
    expect(replaced.status).toBe(200);
    expect(await replaced.json()).toEqual({ clientId, ...DEFAULTS, coordinateLifetimeWithUserSession: true });
    expect(await (await get(clientId)).json()).toMatchObject({ displayName: null, logoutTokenClaims: ['sub', 'sid'] });
  });
  it('null is the same as absent', async () => {
    const clientId = fresh('web');
    const nothing = Object.fromEntries(['clientId', ...Object.keys(DEFAULTS)].map((name) => [name, null]));
    expect(await (await put(clientId, nothing)).json()).toEqual({ clientId, ...DEFAULTS });
  });
  it('keeps the order of its claims, and an empty display name', async () => {
    const client = { logoutTokenClaims: ['sid', 'sub'], displayName: '' };
    expect(await (await put(fresh('web'), client)).json()).toMatchObject(client);
  });
  it('is deleted with 204, also when absent', async () => {
    const clientId = fresh('web');
    await put(clientId);
    for (const _ of [1, 2]) {
      const response = await remove(clientId);
      expect([response.status, await response.text()]).toEqual([204, '']);
      expect(await told(await get(clientId))).toBe('404 client-not-found');
    }
    expect((await put(clientId)).status).toBe(201);
  });
  it('HEAD is answered as GET is', async () => {
    const clientId = fresh('web');
    await put(clientId);
    const response = await send('HEAD', pathOf(clientId), TOKEN);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect((await send('HEAD', pathOf(fresh('none')), TOKEN)).status).toBe(404);
  });
  it('of two that are registered at once, exactly one is new', async () => {
    const clientId = fresh('race');
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await put(clientId)).status));
    expect(statuses.sort()).toEqual([200, 200, 200, 201]);
  });
  it('costs one call to D1, and no object', async () => {
    const clientId = fresh('cost');
    const timing = async (response: Promise<Response>) => (await response).headers.get('Server-Timing');
    expect(await timing(put(clientId))).toMatch(/^object;desc=0, d1;desc=2,/);
    expect(await timing(get(clientId))).toMatch(/^object;desc=0, d1;desc=1,/);
    expect(await timing(remove(clientId))).toMatch(/^object;desc=0, d1;desc=1,/);
  });
});

describe('If-None-Match: *', () => {
  it('registers where nothing is; else 412, and what is there stays', async () => {
    const clientId = fresh('web');
    const created = await create(clientId, FULL);
    expect([created.status, await created.json()]).toEqual([201, { clientId, ...FULL }]);
    expect(await told(await create(clientId, { displayName: 'The second' }))).toBe('412 revision-mismatch');
    expect(await (await get(clientId)).json()).toEqual({ clientId, ...FULL });
    await remove(clientId);
    expect((await create(clientId)).status).toBe(201);
  });
  it('of several who add one id at once, exactly one does, and what that one said stays', async () => {
    for (const _ of [1, 2, 3, 4]) {
      const clientId = fresh('race');
      const add = async (displayName: string) => ({
        displayName,
        answer: await told(await create(clientId, { displayName })),
      });
      const added = await Promise.all(['Ada', 'Grace', 'Edith', 'Jean'].map(add));
      const [winner] = added.filter(({ answer }) => answer === '201');
      expect(added.map(({ answer }) => answer).sort()).toEqual(['201', ...Array(3).fill('412 revision-mismatch')]);
      expect(await (await get(clientId)).json()).toMatchObject({ displayName: winner?.displayName });
    }
  });
  it('never takes the place of a client that is put without it at the same time', async () => {
    for (const _ of [1, 2, 3, 4]) {
      const clientId = fresh('race');
      const [puts, adds] = [put(clientId, { displayName: 'put' }), create(clientId, { displayName: 'added' })];
      const answers = [await told(await adds), await told(await puts)];
      expect([
        ['201', '200'],
        ['412 revision-mismatch', '201'],
      ]).toContainEqual(answers);
      expect(await (await get(clientId)).json()).toMatchObject({ displayName: 'put' });
    }
  });
  it.each(['"1"', 'W/"1"', '*, *', '"*"'])('%s is 400, and nothing is stored', async (condition) => {
    const clientId = fresh('web');
    expect(await told(await create(clientId, {}, condition))).toBe('400 invalid-request If-None-Match');
    expect(await told(await get(clientId))).toBe('404 client-not-found');
  });
  it('what is refused is 400 also where the id is taken', async () => {
    const clientId = fresh('web');
    await put(clientId);
    const refused = await create(clientId, { backChannelLogoutUri: 'https://10.0.0.1/' });
    expect(await told(refused)).toBe('400 invalid-request backChannelLogoutUri');
    expect(await told(await create('a'.repeat(201)))).toBe('404 client-not-found');
  });
  it('costs one statement, which writes', async () => {
    const clientId = fresh('cost');
    for (const written of ['[1-9]', '0']) {
      const timing = (await create(clientId)).headers.get('Server-Timing');
      expect(timing).toMatch(new RegExp(`^object;desc=0, d1;desc=1, .*written;desc=${written}`));
    }
  });
});

describe('refused', () => {
  it.each([
    ['an unknown field', { backchannelLogoutUri: 'https://rp.example.com' }, 'backchannelLogoutUri'],
    ['enabled as text', { enabled: 'true' }, 'enabled'],
    ['a number for a flag', { backChannelLogoutSessionRequired: 1 }, 'backChannelLogoutSessionRequired'],
    ['a display name that is too long', { displayName: '😀'.repeat(201) }, 'displayName'],
    ['a control character in it', { displayName: 'a\u0007' }, 'displayName'],
    ['an unpaired surrogate in it', { displayName: '\ud800' }, 'displayName'],
    ['no claims', { logoutTokenClaims: [] }, 'logoutTokenClaims'],
    ['a claim twice', { logoutTokenClaims: ['sub', 'sub'] }, 'logoutTokenClaims'],
    ['another claim', { logoutTokenClaims: ['sub', 'email'] }, 'logoutTokenClaims.1'],
    ['claims as text', { logoutTokenClaims: 'sub' }, 'logoutTokenClaims'],
    ['an unknown algorithm', { idTokenSignedResponseAlg: 'HS256' }, 'idTokenSignedResponseAlg'],
    ['an algorithm in another case', { idTokenSignedResponseAlg: 'rs256' }, 'idTokenSignedResponseAlg'],
    ['an algorithm that no signing key has', { idTokenSignedResponseAlg: 'EdDSA' }, 'idTokenSignedResponseAlg'],
    ['coordination in words', { coordinateLifetimeWithUserSession: 'inherit' }, 'coordinateLifetimeWithUserSession'],
    ['http', { backChannelLogoutUri: 'http://rp.example.com/' }, 'backChannelLogoutUri'],
    ['credentials', { backChannelLogoutUri: 'https://a:b@rp.example.com/' }, 'backChannelLogoutUri'],
    ['a port of another service', { backChannelLogoutUri: 'https://rp.example.com:25/' }, 'backChannelLogoutUri'],
    ['localhost', { backChannelLogoutUri: 'https://LocalHost./' }, 'backChannelLogoutUri'],
    ['loopback in hexadecimal', { backChannelLogoutUri: 'https://0x7f.1/' }, 'backChannelLogoutUri'],
    ['loopback in full-width digits', { backChannelLogoutUri: 'https://１２７.1/' }, 'backChannelLogoutUri'],
    ['a private address in NAT64', { backChannelLogoutUri: 'https://[64:ff9b::a00:1]/' }, 'backChannelLogoutUri'],
    ['an empty address', { backChannelLogoutUri: '' }, 'backChannelLogoutUri'],
    ['no URL', { backChannelLogoutUri: 'logout' }, 'backChannelLogoutUri'],
    [
      'an address that is too long',
      { backChannelLogoutUri: `https://rp.example.com/${'a'.repeat(1_978)}` },
      'backChannelLogoutUri',
    ],
    [
      'an address and an algorithm, told together',
      { backChannelLogoutUri: 'https://a/', idTokenSignedResponseAlg: 'EdDSA' },
      'backChannelLogoutUri idTokenSignedResponseAlg',
    ],
  ])('%s', async (_, client, paths) => {
    const clientId = fresh('refused');
    expect(await told(await put(clientId, client))).toBe(`400 invalid-request ${paths}`);
    expect(await told(await get(clientId))).toBe('404 client-not-found');
  });
  it('what stands there already stays', async () => {
    const clientId = fresh('web');
    await put(clientId, FULL);
    await put(clientId, { backChannelLogoutUri: 'https://10.0.0.1/' });
    expect(await (await get(clientId)).json()).toEqual({ clientId, ...FULL });
  });
  it('an empty body, a type that is not JSON, a query', async () => {
    const path = pathOf(fresh('web'));
    expect(await told(await send('PUT', path, TOKEN))).toBe('400 invalid-request (body)');
    const raw = { ...TOKEN, raw: '{}', headers: { 'Content-Type': 'text/plain' } };
    expect(await told(await send('PUT', path, raw))).toBe('415 unsupported-media-type');
    expect(await told(await send('PUT', `${path}?a=1`, { ...TOKEN, json: {} }))).toBe('400 invalid-request a');
    expect(await told(await send('GET', `${path}?a=1`, TOKEN))).toBe('400 invalid-request a');
  });
  it('no message repeats the address', async () => {
    const response = await put(fresh('web'), { backChannelLogoutUri: 'https://user:S3cret@10.0.0.1/' });
    const problem = await response.json<Problem>();
    expect(problem.errors).toEqual([{ path: 'backChannelLogoutUri', message: 'must not hold credentials' }]);
  });
});

describe('accepted', () => {
  it('an address of 2,000 characters, and a name that does not resolve', async () => {
    const longest = `https://does-not-resolve.example.org/${'a'.repeat(1_963)}`;
    expect(longest.length).toBe(2_000);
    const response = await put(fresh('web'), { backChannelLogoutUri: longest });
    expect([response.status, await response.json()]).toMatchObject([201, { backChannelLogoutUri: longest }]);
  });
});

it.each([
  ['PUT', '/v1/clients/a'],
  ['GET', '/v1/clients/a'],
  ['DELETE', '/v1/clients/a'],
  ['GET', '/v1/clients'],
])('%s %s asks for the scope configure', async (method, path) => {
  for (const token of ['store-token', 'manage-token', 'read-token']) {
    const sent = { token, ...(method === 'PUT' ? { json: {} } : {}) };
    expect(await told(await send(method, path, sent))).toBe('403 insufficient-scope');
  }
  for (const token of ['all-token', 'configure-token']) {
    expect((await send(method, path, { token, ...(method === 'PUT' ? { json: {} } : {}) })).status).not.toBe(403);
  }
});
