/** Who may call what, and the order in which a request is checked. Contract: "Access", "Answers". */
import { describe, expect, it } from 'vitest';
import { created, get, keyHeader, newSession, send, told } from '../http-client.ts';

describe('tokens', () => {
  it.each([
    ['no Authorization', {}],
    ['another scheme', { Authorization: 'Basic c3RvcmUtdG9rZW46' }],
    ['no token', { Authorization: 'Bearer' }],
    ['an unknown token', { Authorization: 'Bearer nobody' }],
    ['a token with something after it', { Authorization: 'Bearer store-token x' }],
    ['two tokens, joined as a repeated header arrives', { Authorization: 'Bearer store-token, Bearer store-token' }],
    ['the hash instead of the token', { Authorization: 'Bearer 0f5c8d1fb8ee2b0a3f1d' }],
  ])('%s is 401 with WWW-Authenticate', async (_, headers) => {
    const response = await send('GET', '/v1/session', { token: null, headers });
    expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer /);
    expect(await told(response)).toBe('401 unauthorized');
  });

  it('the scheme is case-insensitive', async () => {
    const response = await send('GET', '/v1/sessions', {
      token: null,
      headers: { Authorization: 'bearer store-token' },
    });
    expect(response.status).toBe(200);
  });

  it.each(['/v1', '/v1/', '/v1/nothing', '/v1/sessions/find', '/v1/sessions/x/y'])(
    '%s asks for a token first',
    async (path) => {
      expect(await told(await send('PATCH', path, { token: null }))).toBe('401 unauthorized');
    },
  );
});

describe('scopes', () => {
  const stores = ['all-token', 'store-token'];
  const others = ['manage-token', 'read-token', 'configure-token'];
  const operations: [string, string][] = [
    ['POST', '/v1/sessions'],
    ['GET', '/v1/session'],
    ['PUT', '/v1/session'],
    ['DELETE', '/v1/session'],
    ['POST', '/v1/sessions/find'],
    ['POST', '/v1/sessions/delete'],
    ['POST', '/v1/sessions/remove-expired'],
    ['GET', '/v1/sessions'],
    ['HEAD', '/v1/sessions'],
    ['GET', '/v1/sessions/x'],
  ];
  it.each(operations)('%s %s asks for store', async (method, path) => {
    for (const token of others) expect((await send(method, path, { token })).status).toBe(403);
    for (const token of stores) expect((await send(method, path, { token })).status).not.toBe(403);
  });

  it('403 names the scope and is a problem', async () => {
    const response = await send('GET', '/v1/sessions', { token: 'read-token' });
    expect(response.headers.get('WWW-Authenticate')).toContain('insufficient_scope');
    expect(await told(response)).toBe('403 insufficient-scope');
  });

  it('reindex asks for configure', async () => {
    expect(await told(await send('POST', '/v1/operations/reindex', { token: 'store-token' }))).toBe(
      '403 insufficient-scope',
    );
    const response = await send('POST', '/v1/operations/reindex', {
      token: 'configure-token',
      json: { objects: ['a'] },
    });
    expect(await told(response)).toBe('400 invalid-request objects.0');
  });

  it.each([
    ['no list', {}],
    ['an empty list', { objects: [] }],
    ['another type', { objects: 'all' }],
    ['101 objects', { objects: Array(101).fill('0'.repeat(64)) }],
  ])('reindex refuses %s', async (_, json) => {
    const response = await send('POST', '/v1/operations/reindex', { token: 'configure-token', json });
    expect(await told(response)).toBe('400 invalid-request objects');
  });
});

describe('the order of checks', () => {
  const huge = new Uint8Array(1024 * 1024 + 1).fill(32);
  it('401 comes before 404', async () => {
    expect((await send('GET', '/v1/nothing', { token: 'nobody' })).status).toBe(401);
  });
  it('404 comes before 405 and 403', async () => {
    expect(await told(await send('PATCH', '/v1/nothing', { token: 'read-token' }))).toBe('404 not-found');
  });
  it('405 comes before 403', async () => {
    expect((await send('PATCH', '/v1/session', { token: 'read-token' })).status).toBe(405);
  });
  it('403 comes before 413', async () => {
    expect((await send('POST', '/v1/sessions', { token: 'read-token', raw: huge })).status).toBe(403);
  });
  it('413 comes before 415', async () => {
    expect(await told(await send('POST', '/v1/sessions', { raw: huge }))).toBe('413 content-too-large');
  });
  it('415 comes before 400', async () => {
    const response = await send('PUT', '/v1/session?x=1', { raw: '{', headers: { 'On-Behalf-Of': '%' } });
    expect(await told(response)).toBe('415 unsupported-media-type');
  });
  it('400 comes before 422: a key of idempotency is not looked up for an invalid body', async () => {
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    expect((await send('POST', '/v1/sessions', { json: newSession(), headers })).status).toBe(201);
    const response = await send('POST', '/v1/sessions', { json: newSession({ scheme: '' }), headers });
    expect(await told(response)).toBe('400 invalid-request scheme');
  });
  it('422 comes before 409', async () => {
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const subjectId = crypto.randomUUID();
    const { key } = await created({ subjectId });
    expect((await send('POST', '/v1/sessions', { json: newSession({ subjectId }), headers })).status).toBe(201);
    const response = await send('POST', '/v1/sessions', { json: newSession({ subjectId, key }), headers });
    expect(await told(response)).toBe('422 idempotency-key-reused');
  });
  it('400 comes before 404', async () => {
    expect(await told(await get('never-existed', { 'Session-Subject': '' }))).toBe(
      '400 invalid-request Session-Subject',
    );
    expect(await told(await send('GET', '/v1/sessions/never-existed?x=1'))).toBe('400 invalid-request x');
  });
  it('404 comes before 412', async () => {
    const json = newSession();
    const times = { created: '2026-01-01T00:00:00Z', renewed: '2026-01-01T00:00:00Z' };
    const headers = { ...keyHeader('never-existed'), 'If-Match': '"1"' };
    expect(await told(await send('PUT', '/v1/session', { json: { ...json, ...times }, headers }))).toBe(
      '404 session-not-found',
    );
  });
  it('410 comes before 412', async () => {
    const { id: _id, revision: _revision, ...session } = await created();
    await send('DELETE', '/v1/session', { headers: keyHeader(session.key) });
    const headers = { ...keyHeader(session.key), 'If-Match': '"1"' };
    expect(await told(await send('PUT', '/v1/session', { json: session, headers }))).toBe('410 session-ended');
  });
  it('everything that is wrong is told at once', async () => {
    const response = await send('PUT', '/v1/session?x=1&y=2', {
      json: { scheme: '', subjectId: 1, other: true },
      headers: { 'On-Behalf-Of': '%', 'If-Match': '1' },
    });
    expect(await told(response)).toBe(
      '400 invalid-request On-Behalf-Of Session-Key If-Match x y scheme subjectId sessionId created renewed ticket other',
    );
  });
});
