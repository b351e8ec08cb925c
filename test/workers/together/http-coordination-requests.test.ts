/** The form of requests to session coordination. Contract: "Coordination". */
import { describe, expect, it } from 'vitest';
import { told } from '../http-client.ts';
import { keepsAccess, nameRefused, nameTaken, refusesBadBodies, shown } from '../request-forms.ts';
import { answering } from '../stand-in-services.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const COUNTS = {
  sessionsRemoved: 1,
  tokensRevoked: 2,
  consentsRevoked: 0,
  otherGrantsRevoked: 0,
  consentsOutOfReach: 0,
  notificationsQueued: 3,
  bffSessionsRemoved: 0,
  dryRun: false,
  effectiveAt: NOW,
};
const answers = {
  validate: { valid: true, coordinated: true, expires: NOW },
  logout: { answer: COUNTS, indexed: true },
  addClient: { outcome: 'added', clientIds: ['a', 'b'], indexed: true },
} as const;
const KEY = { 'Session-Key': 'k' };

const operations = [
  {
    path: '/v1/coordination/validate',
    headers: {},
    json: { subjectId: 'u', sessionId: 's', clientId: 'c' },
    required: ['subjectId', 'clientId'],
    optional: ['sessionId'],
    handed: (body: object) => ['validate', body],
  },
  {
    path: '/v1/coordination/logout',
    headers: {},
    json: { subjectId: 'u', sessionId: 's' },
    required: ['subjectId', 'sessionId'],
    optional: [],
    handed: (body: object) => ['logout', body, { respondAsync: undefined }],
  },
  {
    path: '/v1/coordination/clients',
    headers: KEY,
    json: { clientId: 'c', sub: 'p', sid: 'q' },
    required: ['clientId'],
    optional: ['sub', 'sid'],
    handed: (body: object) => ['addClient', 'k', body, { subjectHint: undefined, respondAsync: undefined }],
  },
] as const;

describe.each(operations)('$path', ({ path, headers, json, required, optional, handed }) => {
  const post = async (changed: object) => {
    const { call, calls } = answering('coordination', answers);
    const response = await call('POST', path, { json: { ...json, ...changed }, headers });
    return { answer: await told(response), asked: calls[0] };
  };

  it.each(Object.keys(json))('%s has 1 to 200 characters, not of white space only', async (name) => {
    for (const value of nameTaken(200)) {
      const { answer, asked } = await post({ [name]: value });
      expect([answer, asked], shown(value)).toEqual(['200', handed({ ...json, [name]: value })]);
    }
    for (const value of nameRefused(200)) {
      expect((await post({ [name]: value })).answer, shown(value)).toBe(`400 invalid-request ${name}`);
    }
  });
  it('knows what may be absent, which is the same as null', async () => {
    for (const missing of [undefined, null]) {
      for (const name of optional) {
        expect((await post({ [name]: missing })).asked).toEqual(handed({ ...json, [name]: null }));
      }
      for (const name of required) {
        expect((await post({ [name]: missing })).answer).toBe(`400 invalid-request ${name}`);
      }
    }
  });
  it.each(['sessionid', 'clientIds', 'key', 'reason', 'dryRun'])('does not know %s', async (name) => {
    expect((await post({ [name]: 'x' })).answer).toBe(`400 invalid-request ${name}`);
  });
  it('asks for store, has no other method, and takes JSON only', async () => {
    const { call } = answering('coordination', answers);
    await keepsAccess(call, { method: 'POST', path, sent: { json, headers }, may: ['all-token', 'store-token'] });
    await refusesBadBodies(call, 'POST', path, { json, headers });
    const response = await call('GET', path);
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST']);
  });
});

describe('answers', () => {
  it('of validate have every member in order', async () => {
    for (const expires of [null, NOW]) {
      const { call } = answering('coordination', { validate: { valid: false, coordinated: true, expires } });
      const response = await call('POST', '/v1/coordination/validate', { json: { subjectId: 'u', clientId: 'c' } });
      const at = expires === null ? null : '2026-11-21T12:00:00.000Z';
      expect(await response.text()).toBe(JSON.stringify({ valid: false, coordinated: true, expires: at }));
    }
  });
  it('of logout are the counts of RemoveSessions, all of them', async () => {
    const { call, calls } = answering('coordination', { logout: { answer: COUNTS, indexed: false } });
    const sent = { json: { subjectId: 'u', sessionId: 's' }, headers: { Prefer: 'respond-async' } };
    const response = await call('POST', '/v1/coordination/logout', sent);
    expect(response.headers.get('Session-Index')).toBe('pending');
    expect(await response.text()).toBe(JSON.stringify({ ...COUNTS, effectiveAt: '2026-11-21T12:00:00.000Z' }));
    expect(calls[0]?.[2]).toEqual({ respondAsync: true });
  });
  it('of clients are all clients in order of addition', async () => {
    const { call, calls } = answering('coordination', { addClient: { ...answers.addClient, indexed: false } });
    const headers = { ...KEY, 'Session-Subject': 'J%C3%BCrgen', Prefer: 'respond-async' };
    const response = await call('POST', '/v1/coordination/clients', { json: { clientId: 'b' }, headers });
    expect([response.status, response.headers.get('ETag')]).toEqual([200, null]);
    expect(response.headers.get('Session-Index')).toBe('pending');
    expect(await response.text()).toBe('{"clientIds":["a","b"]}');
    expect(calls[0]?.[3]).toEqual({ subjectHint: 'Jürgen', respondAsync: true });
  });
  it.each([
    ['session-not-found', '404 session-not-found'],
    ['session-ended', '410 session-ended'],
    ['too-many-clients', '400 invalid-request clientId'],
  ] as const)('of clients: %s is %s', async (outcome, answer) => {
    const { call } = answering('coordination', { addClient: { outcome } });
    expect(await told(await call('POST', '/v1/coordination/clients', { json: { clientId: 'c' }, headers: KEY }))).toBe(
      answer,
    );
  });
});

describe('headers', () => {
  const { call } = answering('coordination', answers);
  const paths = async (path: string, json: object, headers: Readonly<Record<string, string>>) =>
    told(await call('POST', path, { json, headers }));

  it('Session-Key is required, and its hint not empty', async () => {
    const add = (headers: Readonly<Record<string, string>>) =>
      paths('/v1/coordination/clients', { clientId: 'c' }, headers);
    expect(await add({})).toBe('400 invalid-request Session-Key');
    for (const key of ['', '%', '%20', 'a b', 'a%00', 'a'.repeat(201)]) {
      expect(await add({ 'Session-Key': key }), key).toBe('400 invalid-request Session-Key');
    }
    expect(await add({ ...KEY, 'Session-Subject': '' })).toBe('400 invalid-request Session-Subject');
    expect(await add({ ...KEY, Prefer: ' ' })).toBe('400 invalid-request Prefer');
  });
  it('everything that is wrong is told at once', async () => {
    expect(await paths('/v1/coordination/clients?a=1', { sub: '', x: 1 }, { 'On-Behalf-Of': '%' })).toBe(
      '400 invalid-request On-Behalf-Of Session-Key a clientId sub x',
    );
    expect(await paths('/v1/coordination/validate', { sessionId: ' ' }, {})).toBe(
      '400 invalid-request subjectId sessionId clientId',
    );
  });
});
