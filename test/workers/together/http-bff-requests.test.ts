/** The form of requests on sessions of BFFs: partitions, headers, bodies, bounds, scopes. Contract: "BFF sessions". */
import { describe, expect, it } from 'vitest';
import type { BffSessionUpdate, KeptBffSession, NewBffSession } from '../../../src/bff/bff-session.ts';
import type { ServiceRequest } from '../../../src/http/services.ts';
import { keyHeader, type Sent, send, told } from '../http-client.ts';
import {
  answersHead,
  FILTER_UNSET,
  filterRefused,
  keepsAccess,
  NO_TEXTS,
  NO_TIMES,
  nameRefused,
  nameTaken,
  refusesBadBodies,
  shown,
  TIMES,
} from '../request-forms.ts';
import { answering } from '../stand-in-services.ts';

const KIB = 1024;
const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const SESSION: KeptBffSession = {
  id: 'i'.repeat(43),
  key: 'k',
  partition: 'app',
  subjectId: 's',
  sessionId: 't',
  created: NOW,
  renewed: NOW,
  expires: null,
  ticket: '',
  revision: 7,
};
const { id: _id, revision: _revision, ...rest } = SESSION;
const AT = '2026-11-21T12:00:00.000Z';
const TOLD = { ...rest, created: AT, renewed: AT };
const stored = { outcome: 'created', session: SESSION, replaced: false, indexed: true } as const;
const updated = { ...stored, outcome: 'updated' } as const;
const EVERYTHING = {
  create: stored,
  get: { outcome: 'found', session: SESSION },
  update: updated,
  delete: { outcome: 'deleted', indexed: true },
  find: { outcome: 'found', sessions: [SESSION], resultsToken: null },
  deleteAll: { outcome: 'deleted', deleted: 3, indexed: true },
  removeExpired: 4,
} as const;

const PUT = { subjectId: 's', sessionId: 't', ticket: '' };
const OPERATIONS: readonly (readonly [string, string, string, Sent])[] = [
  ['create', 'POST', 'sessions', { json: { subjectId: 's', ticket: '' } }],
  ['get', 'GET', 'session', { headers: keyHeader('k') }],
  ['update', 'PUT', 'session', { headers: keyHeader('k'), json: PUT }],
  ['delete', 'DELETE', 'session', { headers: keyHeader('k') }],
  ['find', 'POST', 'sessions/find', { json: { subjectId: 's' } }],
  ['deleteAll', 'POST', 'sessions/delete', { json: { subjectId: 's' } }],
];
/** Those that take a session. */
const WRITES = [
  ['POST', '/v1/bff/app/sessions', { json: { subjectId: 's', ticket: '' } }, 201],
  ['PUT', '/v1/bff/app/session', { headers: keyHeader('k'), json: PUT }, 200],
] as const;

/** Sends a session that is valid but for what is given; tells the answer and what the store was asked to keep. */
async function write(method: string, given: object, headers: Readonly<Record<string, string>> = {}) {
  const { call, calls } = answering('bff', { create: stored, update: updated });
  const [, path, sent] = WRITES.find(([one]) => one === method) ?? WRITES[0];
  const answer = await told(
    await call(method, path, { json: { ...sent.json, ...given }, headers: { ...keyHeader('k'), ...headers } }),
  );
  const place = method === 'POST' ? 2 : 3;
  return {
    answer,
    kept: calls[0]?.[place] as (NewBffSession & BffSessionUpdate & Readonly<Record<string, unknown>>) | undefined,
    options: calls[0]?.[place + 1],
  };
}

const NAMES: readonly (readonly [string, string])[] = [
  ['POST', 'key'],
  ['POST', 'subjectId'],
  ['POST', 'sessionId'],
  ['PUT', 'subjectId'],
  ['PUT', 'sessionId'],
];
const cases = (values: readonly unknown[]) =>
  NAMES.flatMap(([method, name]) => values.map((value) => [method, name, shown(value), value] as const));
const taken = { POST: '201', PUT: '200' } as Readonly<Record<string, string>>;

describe.each(OPERATIONS)('the partition of %s', (name, method, rest, sent) => {
  const ask = async (partition: string, more: Sent = {}) => {
    const { call, calls } = answering('bff', EVERYTHING);
    const answer = await told(await call(method, `/v1/bff/${partition}/${rest}`, { ...sent, ...more }));
    return { answer, asked: calls[0] };
  };
  it.each(nameTaken(200).map((partition) => [shown(partition), partition]))('%s is decoded', async (_, partition) => {
    const { answer, asked } = await ask(encodeURIComponent(partition ?? ''));
    expect([answer.slice(0, 2), asked?.slice(0, 2)]).toEqual(['20', [name, partition]]);
  });
  it.each(['a%2Fb', '100%25', 'sessions', 'session', '%F0%9F%98%80', 'a%3Fb%23', "!$&'()*+,;=:@"])(
    '%s is one',
    async (partition) => {
      const { asked } = await ask(partition);
      expect(asked?.[1]).toBe(decodeURIComponent(partition));
    },
  );
  it.each(
    [
      '%20',
      '%E3%80%80',
      '%ff',
      '%ed%a0%80',
      '%zz',
      '%',
      'a%00',
      'a%C2%85',
      'a'.repeat(201),
      encodeURIComponent('😀'.repeat(201)),
    ].map((partition) => [shown(partition), partition]),
  )('%s cannot exist: 404 before all but 401', async (_, partition) => {
    const { call } = answering('bff', {});
    const path = `/v1/bff/${partition}/${rest}`;
    const bodies = sent.json === undefined ? [] : ['no JSON', new Uint8Array(1024 * 1024 + 1)];
    const asked: readonly Sent[] = [
      sent,
      { token: 'manage-token' },
      ...bodies.map((raw) => ({ ...sent, json: undefined, raw })),
    ];
    for (const one of asked) expect(await told(await call(method, path, one))).toBe('404 not-found');
    const patched = await call('PATCH', path);
    expect(patched.headers.get('Allow')).toBeNull();
    expect(await told(patched)).toBe('404 not-found');
    expect((await call('HEAD', path)).status).toBe(404);
    expect(await told(await call(method, path, { ...sent, token: null }))).toBe('401 unauthorized');
  });
  it('cannot be empty, nor more than a segment', async () => {
    for (const partition of ['', 'a/b']) expect((await ask(partition)).answer).toBe('404 not-found');
  });
  it('is kept to those who may', async () => {
    const { call } = answering('bff', EVERYTHING);
    await keepsAccess(call, { method, path: `/v1/bff/app/${rest}`, sent, may: ['all-token', 'store-token'] });
  });
});

describe('a session to store', () => {
  it.each(cases(nameTaken(200)))('%s %s %s is taken as it is', async (method, name, _, value) => {
    const { answer, kept } = await write(method, { [name]: value });
    expect([answer, kept?.[name]]).toEqual([taken[method], value]);
  });
  it.each(cases(nameRefused(200)))('%s %s %s is 400', async (method, name, _, value) => {
    expect((await write(method, { [name]: value })).answer).toBe(`400 invalid-request ${name}`);
  });
  it.each(['POST', 'PUT'])('%s: times are times, and null where there are none', async (method) => {
    for (const name of ['created', 'renewed', 'expires']) {
      for (const [given, at] of TIMES) {
        const { answer, kept } = await write(method, { [name]: given });
        expect([answer, new Date(Number(kept?.[name])).toISOString()]).toEqual([taken[method], at]);
      }
      for (const value of NO_TIMES) {
        expect((await write(method, { [name]: value })).answer, shown(value)).toBe(`400 invalid-request ${name}`);
      }
    }
    for (const absent of [undefined, null]) {
      const before = Date.now();
      const { kept } = await write(method, { created: absent, renewed: absent, expires: absent });
      expect(kept).toMatchObject({ created: kept?.renewed, expires: null });
      expect(kept?.created).toBeGreaterThanOrEqual(before);
      expect(kept?.created).toBeLessThanOrEqual(Date.now());
    }
  });
  it.each([
    ['POST', 'subjectId'],
    ['POST', 'ticket'],
    ['PUT', 'subjectId'],
    ['PUT', 'sessionId'],
    ['PUT', 'ticket'],
  ])('%s: %s is required', async (method, name) => {
    for (const missing of [undefined, null]) {
      expect((await write(method, { [name]: missing })).answer).toBe(`400 invalid-request ${name}`);
    }
  });
  it.each(['key', 'sessionId'])('POST: without %s the store mints one', async (name) => {
    for (const missing of [undefined, null]) expect((await write('POST', { [name]: missing })).kept?.[name]).toBeNull();
  });
  it.each(['POST', 'PUT'])('%s: a ticket is any text of 512 KiB', async (method) => {
    for (const ticket of ['', ' \n', '\u0000\u001f\u007f\u009f', 'd'.repeat(512 * KIB), '😀'.repeat(128 * KIB)]) {
      const { answer, kept } = await write(method, { ticket });
      expect([answer, kept?.ticket]).toEqual([taken[method], ticket]);
    }
    for (const ticket of ['d'.repeat(512 * KIB + 1), 'é'.repeat(256 * KIB + 1), 'a\ud800', ...NO_TEXTS]) {
      expect((await write(method, { ticket })).answer, shown(ticket)).toBe('400 invalid-request ticket');
    }
  });
  it.each(['id', 'scheme', 'device', 'absoluteExpires', 'replaced', 'Key'])('%s is not known', async (name) => {
    for (const method of ['POST', 'PUT']) {
      expect((await write(method, { [name]: 'x' })).answer).toBe(`400 invalid-request ${name}`);
    }
  });
  it('a revision and a ticketError are known to PUT alone, and ignored', async () => {
    for (const value of [1, 'x', {}, null]) {
      const { answer, kept } = await write('PUT', { revision: value, ticketError: value });
      expect([answer, Object.keys(kept ?? {}).toSorted()]).toEqual([
        '200',
        ['created', 'expires', 'renewed', 'sessionId', 'subjectId', 'ticket'],
      ]);
    }
    expect((await write('POST', { revision: 1 })).answer).toBe('400 invalid-request revision');
  });
  it.each(['POST', 'PUT'])('%s: the partition may be repeated', async (method) => {
    expect((await write(method, { partition: 'app' })).answer).toBe(taken[method]);
    expect((await write(method, { partition: null })).answer).toBe(taken[method]);
    for (const partition of ['App', '', 1]) {
      expect((await write(method, { partition })).answer).toBe('400 invalid-request partition');
    }
  });
  it('PUT: the key may be repeated', async () => {
    expect((await write('PUT', { key: 'k' })).answer).toBe('200');
    for (const key of ['K', '', 1]) expect((await write('PUT', { key })).answer).toBe('400 invalid-request key');
  });
  it.each(WRITES)('%s: a body is JSON', async (method, path, sent) => {
    await refusesBadBodies(answering('bff', EVERYTHING).call, method, path, sent);
  });
  it('everything that is wrong is told at once', async () => {
    const { call } = answering('bff', {});
    const headers = { 'On-Behalf-Of': '', 'Session-Key': '', 'Session-Subject': '', 'If-Match': '1', Prefer: '' };
    const response = await call('PUT', '/v1/bff/app/session?x=1', { json: { subjectId: '', other: 1 }, headers });
    expect(await told(response)).toBe(
      '400 invalid-request On-Behalf-Of Session-Key Session-Subject If-Match Prefer x subjectId sessionId ticket other',
    );
  });
});

describe('headers', () => {
  it('are handed on', async () => {
    expect((await write('POST', {}, { Prefer: 'respond-async' })).options).toEqual({ respondAsync: true });
    const headers = { 'Session-Subject': 'J%C3%BCrgen', 'If-Match': '"7", "8"', Prefer: 'respond-async' };
    const all = { subjectHint: 'Jürgen', ifMatch: [7, 8], respondAsync: true };
    expect((await write('PUT', {}, headers)).options).toEqual(all);
    const { call, calls } = answering('bff', EVERYTHING);
    await call('DELETE', '/v1/bff/app/session', { headers: { ...keyHeader('k'), ...headers } });
    await call('GET', '/v1/bff/app/session', { headers: { ...keyHeader('k'), 'Session-Subject': 'a' } });
    await call('POST', '/v1/bff/app/sessions/delete', {
      json: { subjectId: 's' },
      headers: { Prefer: 'respond-async' },
    });
    expect(calls).toEqual([
      ['delete', 'app', 'k', all],
      ['get', 'app', 'k', { subjectHint: 'a' }],
      ['deleteAll', 'app', { subjectId: 's', sessionId: null }, { respondAsync: true }],
    ]);
  });
  it.each(['GET', 'PUT', 'DELETE'])('%s: Session-Key is there, decoded and bounded', async (method) => {
    const json = method === 'PUT' ? { json: PUT } : {};
    const ask = async (key: string) => {
      const { call, calls } = answering('bff', EVERYTHING);
      const answer = await told(
        await call(method, '/v1/bff/app/session', { ...json, headers: { 'Session-Key': key } }),
      );
      return [answer, calls[0]?.[2]];
    };
    for (const key of nameTaken(200)) expect((await ask(encodeURIComponent(key)))[1]).toBe(key);
    for (const key of ['', '%', '%ff', 'a b', '%20', 'a%00', 'a'.repeat(201), encodeURIComponent('😀'.repeat(201))]) {
      expect((await ask(key))[0]).toBe('400 invalid-request Session-Key');
    }
    const none = await answering('bff', {}).call(method, '/v1/bff/app/session', json);
    expect(await told(none)).toBe('400 invalid-request Session-Key');
  });
});

describe('answers', () => {
  it.each([true, false])('to a write say what was stored, in order, with ETag (replaced: %s)', async (replaced) => {
    for (const [method, path, sent, status] of WRITES) {
      const { call } = answering('bff', {
        create: { ...stored, replaced, indexed: !replaced },
        update: { ...updated, replaced, indexed: !replaced },
      });
      const response = await call(method, path, sent);
      expect([response.status, response.headers.get('ETag')]).toEqual([status, '"7"']);
      expect(response.headers.get('Session-Index')).toBe(replaced ? 'pending' : null);
      expect(await response.text()).toBe(JSON.stringify({ ...TOLD, replaced }));
    }
  });
  it('to a read are the session alone, and HEAD is answered without it', async () => {
    const { call } = answering('bff', EVERYTHING);
    const response = await call('GET', '/v1/bff/app/session', { headers: keyHeader('k') });
    expect(response.headers.get('ETag')).toBe('"7"');
    expect(await response.text()).toBe(JSON.stringify(TOLD));
    await answersHead(call, '/v1/bff/app/session', { headers: keyHeader('k') });
  });
  it('of a record whose envelope does not open have neither key nor ticket', async () => {
    const closed = { ...SESSION, key: null, ticket: null };
    const { call } = answering('bff', { find: { outcome: 'found', sessions: [SESSION, closed], resultsToken: 'x' } });
    const response = await call('POST', '/v1/bff/app/sessions/find', { json: { sessionId: 't' } });
    const sessions = [TOLD, { ...TOLD, key: null, ticket: null }];
    expect(await response.text()).toBe(JSON.stringify({ sessions, resultsToken: 'x' }));
  });
  it('to removals are a number', async () => {
    const { call } = answering('bff', EVERYTHING);
    const removed = await call('POST', '/v1/bff/app/sessions/delete', { json: { sessionId: 't' } });
    expect(await removed.json()).toEqual({ deleted: 3 });
    const gone = await call('DELETE', '/v1/bff/app/session', { headers: keyHeader('k') });
    expect([gone.status, gone.headers.get('ETag'), await gone.text()]).toEqual([204, null, '']);
  });
  it.each([
    ['POST', 'create', 'key-taken', 409],
    ['POST', 'create', 'session-ended', 410],
    ['GET', 'get', 'session-not-found', 404],
    ['PUT', 'update', 'session-not-found', 404],
    ['PUT', 'update', 'session-ended', 410],
    ['PUT', 'update', 'revision-mismatch', 412],
    ['DELETE', 'delete', 'revision-mismatch', 412],
  ] as const)('%s: %s that is %s is %i', async (method, name, outcome, status) => {
    const { call } = answering('bff', { [name]: { outcome } });
    const [, , rest, sent] = OPERATIONS.find(([one]) => one === name) ?? ['', '', '', {}];
    expect(await told(await call(method, `/v1/bff/app/${rest}`, sent))).toBe(`${status} ${outcome}`);
  });
});

describe.each(['find', 'delete'])('filters of %s', (which) => {
  const ask = async (json: object) => {
    const { call, calls } = answering('bff', EVERYTHING);
    return { answer: await told(await call('POST', `/v1/bff/app/sessions/${which}`, { json })), asked: calls[0]?.[2] };
  };
  it.each(['subjectId', 'sessionId'])('%s is bounded, and a blank one is not set', async (name) => {
    for (const value of nameTaken(200)) expect((await ask({ [name]: value })).asked).toMatchObject({ [name]: value });
    for (const value of FILTER_UNSET) expect((await ask({ [name]: value })).asked).toMatchObject({ [name]: null });
    for (const value of filterRefused(200)) {
      expect((await ask({ [name]: value })).answer).toBe(`400 invalid-request ${name}`);
    }
  });
  it('are subject and sid', async () => {
    expect((await ask({ subjectId: 's', partition: 'app' })).answer).toBe('400 invalid-request partition');
    const token = { subjectId: 's', resultsToken: 'x' };
    expect((await ask(token)).answer).toBe(which === 'find' ? '200' : '400 invalid-request resultsToken');
  });
});

describe('the clean-up', () => {
  const PATH = '/v1/bff/sessions/remove-expired';
  it('takes no body, and ignores one that is sent', async () => {
    const { call } = answering('bff', EVERYTHING);
    for (const sent of [
      {},
      { json: { count: 0 } },
      { raw: 'no JSON' },
      { raw: '', headers: { 'Content-Type': 'x/y' } },
    ]) {
      const response = await call('POST', PATH, sent);
      expect([response.status, await response.json()]).toEqual([200, { removed: 4 }]);
    }
  });
  it('is kept to those who may', async () => {
    await keepsAccess(answering('bff', EVERYTHING).call, {
      method: 'POST',
      path: PATH,
      may: ['all-token', 'store-token'],
    });
  });
});

it('whose request it is reaches the store', async () => {
  const asked: ServiceRequest[] = [];
  const { call } = answering('bff', EVERYTHING, { asked: (request) => void asked.push(request) });
  await call('DELETE', '/v1/bff/app/session', { headers: { ...keyHeader('k'), 'On-Behalf-Of': 'J%C3%BC' } });
  expect(asked[0]?.by).toEqual({ actor: 'store', onBehalfOf: 'Jü' });
});

it('a key in the URL is none', async () => {
  expect(await told(await send('GET', '/v1/bff/app/session?key=k'))).toBe('400 invalid-request Session-Key key');
  expect(await told(await send('GET', '/v1/bff/app/sessions/k'))).toBe('404 not-found');
});
