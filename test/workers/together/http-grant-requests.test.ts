/** The form of requests on grants: headers, bodies, bounds, scopes. Contract: "Persisted grants", "Everywhere". */
import { describe, expect, it } from 'vitest';
import type { Grant, NewGrant } from '../../../src/grant/grant.ts';
import type { ServiceRequest } from '../../../src/http/services.ts';
import { told } from '../http-client.ts';
import {
  answersHead,
  FILTER_UNSET,
  filterRefused,
  keepsAccess,
  labelRefused,
  labelTaken,
  listRefused,
  listTaken,
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
const GRANT: Grant = {
  key: 'k',
  type: 't',
  subjectId: null,
  sessionId: null,
  clientId: null,
  grantId: null,
  lookup: null,
  description: null,
  creationTime: NOW,
  expiration: null,
  consumedTime: null,
  data: '',
  revision: 7,
};
const TOLD = { ...GRANT, creationTime: '2026-11-21T12:00:00.000Z' };
const GIVEN = { key: 'k', type: 't', data: '' };
const HEADERS = { 'Grant-Key': 'k' };
const NO_OPTIONS = { subjectHint: undefined, ifMatch: undefined, createOnly: undefined, respondAsync: undefined };
const NO_FILTER = {
  subjectId: null,
  sessionId: null,
  clientIds: null,
  types: null,
  grantId: null,
  lookup: null,
};
const kept = { outcome: 'created', grant: GRANT, indexed: true } as const;

/** Posts a grant that is valid but for what is given; tells the answer and what the store was asked to keep. */
async function post(given: object, headers: Readonly<Record<string, string>> = {}) {
  const { call, calls } = answering('grants', { store: kept });
  const answer = await told(await call('POST', '/v1/grants', { json: { ...GIVEN, ...given }, headers }));
  return {
    answer,
    stored: calls[0]?.[1] as (NewGrant & Readonly<Record<string, unknown>>) | undefined,
    options: calls[0]?.[2],
  };
}
async function find(json: object) {
  const { call, calls } = answering('grants', { find: { outcome: 'found', grants: [], resultsToken: null } });
  const answer = await told(await call('POST', '/v1/grants/find', { json }));
  return { answer, filter: calls[0]?.[1] as Readonly<Record<string, unknown>> | undefined, token: calls[0]?.[2] };
}

const NAMES: [string, number][] = [
  ['key', 200],
  ['type', 100],
  ['subjectId', 200],
  ['sessionId', 200],
  ['clientId', 200],
  ['grantId', 200],
  ['lookup', 200],
];
const cases = (bounds: readonly [string, number][], of: (max: number) => readonly unknown[]) =>
  bounds.flatMap(([name, max]) => of(max).map((value) => [name, shown(value), value] as const));

describe('a grant to store', () => {
  it.each(cases(NAMES, nameTaken))('%s %s is taken as it is', async (name, _, value) => {
    const { answer, stored } = await post({ [name]: value });
    expect([answer, stored?.[name]]).toEqual(['201', value]);
  });
  it.each(cases(NAMES, nameRefused))('%s %s is 400', async (name, _, value) => {
    expect((await post({ [name]: value })).answer).toBe(`400 invalid-request ${name}`);
  });
  it.each(cases([['description', 1000]], labelTaken))('%s %s is taken as it is', async (name, _, value) => {
    const { answer, stored } = await post({ [name]: value });
    expect([answer, stored?.[name]]).toEqual(['201', value]);
  });
  it.each(cases([['description', 1000]], labelRefused))('%s %s is 400', async (name, _, value) => {
    expect((await post({ [name]: value })).answer).toBe(`400 invalid-request ${name}`);
  });
  it.each(['creationTime', 'expiration', 'consumedTime'])('%s is a time', async (name) => {
    for (const [given, at] of TIMES) {
      const { answer, stored } = await post({ [name]: given });
      expect([answer, new Date(Number(stored?.[name])).toISOString()]).toEqual(['201', at]);
    }
    for (const value of NO_TIMES) {
      expect((await post({ [name]: value })).answer, shown(value)).toBe(`400 invalid-request ${name}`);
    }
  });
  it.each([
    'subjectId',
    'sessionId',
    'clientId',
    'grantId',
    'lookup',
    'description',
    'creationTime',
    'expiration',
    'consumedTime',
  ])('%s may be absent or null, which is the same', async (name) => {
    expect((await post({})).stored?.[name]).toBeNull();
    expect((await post({ [name]: null })).stored?.[name]).toBeNull();
  });
  it.each(['key', 'type', 'data'])('%s is required', async (name) => {
    for (const missing of [undefined, null]) {
      expect((await post({ [name]: missing })).answer).toBe(`400 invalid-request ${name}`);
    }
  });
  it.each([
    ['empty', ''],
    ['blank', ' \n'],
    ['of control characters', '\u0000\u001f\u007f\u009f'],
    ['of 512 KiB', 'd'.repeat(512 * KIB)],
    ['of 512 KiB in four-byte characters', '😀'.repeat(128 * KIB)],
    ['of JSON', '{"a":null}'],
  ])('data may be %s', async (_, data) => {
    const { answer, stored } = await post({ data });
    expect([answer, stored?.data]).toEqual(['201', data]);
  });
  it.each([
    ['one byte more than 512 KiB', 'd'.repeat(512 * KIB + 1)],
    ['one character more in four bytes', `${'😀'.repeat(128 * KIB)}d`],
    ['fewer UTF-16 units than the limit, but more bytes', 'é'.repeat(256 * KIB + 1)],
    ['an unpaired surrogate', 'a\ud800'],
    ...NO_TEXTS.map((value) => [shown(value), value]),
  ])('data is not %s', async (_, data) => {
    expect((await post({ data })).answer).toBe('400 invalid-request data');
  });
  it('a revision is ignored, whatever it holds: what was read can be sent back', async () => {
    for (const revision of [1, 'x', {}, null]) {
      const { answer, stored } = await post({ ...TOLD, revision });
      expect(answer).toBe('201');
      const { revision: _revision, ...fields } = GRANT;
      expect(stored).toEqual(fields);
    }
  });
  it.each(['id', 'Key', 'created', 'resultsToken', 'clientIds'])('%s is not known', async (name) => {
    expect((await post({ [name]: 'x' })).answer).toBe(`400 invalid-request ${name}`);
  });
  it('everything that is wrong is told at once', async () => {
    const { call } = answering('grants', {});
    const response = await call('POST', '/v1/grants?x=1', {
      json: { type: '', expiration: 'soon', other: 1 },
      headers: { 'On-Behalf-Of': '', 'Session-Subject': '', 'If-Match': '1', 'If-None-Match': '"1"', Prefer: '' },
    });
    expect(await told(response)).toBe(
      '400 invalid-request On-Behalf-Of Session-Subject If-Match If-None-Match Prefer x key type expiration data other',
    );
  });
  it('a body is JSON', async () => {
    await refusesBadBodies(answering('grants', { store: kept }).call, 'POST', '/v1/grants', { json: GIVEN });
  });
});

describe('headers of a grant to store', () => {
  it('are handed on', async () => {
    expect((await post({})).options).toEqual(NO_OPTIONS);
    const headers = { 'Session-Subject': 'J%C3%BCrgen', 'If-Match': '"7", "8"', Prefer: 'respond-async' };
    expect((await post({}, headers)).options).toEqual({
      ...NO_OPTIONS,
      subjectHint: 'Jürgen',
      ifMatch: [7, 8],
      respondAsync: true,
    });
    expect((await post({}, { 'If-Match': '*', 'If-None-Match': '*' })).options).toMatchObject({
      ifMatch: '*',
      createOnly: true,
    });
  });
  it.each(['*', ' * '])('If-None-Match: %j is taken', async (value) => {
    expect((await post({}, { 'If-None-Match': value })).options).toMatchObject({ createOnly: true });
  });
  it.each(['', '"1"', 'W/"1"', '*, "1"', '*, *', '"*"', 'x'])('If-None-Match: %j is 400', async (value) => {
    expect((await post({}, { 'If-None-Match': value })).answer).toBe('400 invalid-request If-None-Match');
  });
  it.each(['', '1', '"1', '*, "1"'])('If-Match: %j is 400', async (value) => {
    expect((await post({}, { 'If-Match': value })).answer).toBe('400 invalid-request If-Match');
  });
});

describe('what the store answers to a grant', () => {
  const answered = (outcome: Parameters<typeof answering<'grants'>>[1]['store'] & object) =>
    answering('grants', { store: outcome }).call('POST', '/v1/grants', { json: GIVEN });

  it('201 new, 200 replaced, with every field in order, ETag and no Location', async () => {
    for (const [outcome, status] of [
      ['created', 201],
      ['replaced', 200],
    ] as const) {
      const response = await answered({ outcome, grant: GRANT, indexed: true });
      expect([response.status, response.headers.get('ETag')]).toEqual([status, '"7"']);
      expect(response.headers.get('Location')).toBeNull();
      expect(response.headers.get('Session-Index')).toBeNull();
      expect(await response.text()).toBe(JSON.stringify(TOLD));
    }
  });
  it('Session-Index: pending where the index has not confirmed it', async () => {
    const response = await answered({ outcome: 'created', grant: GRANT, indexed: false });
    expect(response.headers.get('Session-Index')).toBe('pending');
  });
  it.each([
    ['grant-revoked', 410],
    ['revision-mismatch', 412],
  ] as const)('%s is %i', async (outcome, status) => {
    expect(await told(await answered({ outcome }))).toBe(`${status} ${outcome}`);
  });
});

describe.each(['GET', 'DELETE'])('Grant-Key of %s', (method) => {
  const ask = async (headers: Readonly<Record<string, string>>) => {
    const { call, calls } = answering('grants', {
      get: { outcome: 'found', grant: GRANT },
      remove: { outcome: 'absent', indexed: true },
    });
    return { answer: await told(await call(method, '/v1/grant', { headers })), key: calls[0]?.[1] };
  };
  it.each(nameTaken(200).map((key) => [shown(key), key]))('%s is decoded', async (_, key) => {
    const { answer, key: asked } = await ask({ 'Grant-Key': encodeURIComponent(key ?? '') });
    expect([answer.startsWith('20'), asked]).toEqual([true, key]);
  });
  it.each([
    '',
    '%',
    '%zz',
    '%ff',
    '%ed%a0%80',
    'a b',
    'a, b',
    '%20',
    'a%00',
    'a%C2%85',
    'a'.repeat(201),
    encodeURIComponent('😀'.repeat(201)),
  ])('%j is 400', async (key) => {
    expect((await ask({ 'Grant-Key': key })).answer).toBe('400 invalid-request Grant-Key');
  });
  it('a missing one is 400, and a Session-Key is none', async () => {
    expect((await ask({ 'Session-Key': 'k' })).answer).toBe('400 invalid-request Grant-Key');
  });
  it('Session-Subject is a hint, and not empty', async () => {
    const { answer } = await ask({ ...HEADERS, 'Session-Subject': '' });
    expect(answer).toBe('400 invalid-request Session-Subject');
  });
});

describe('GET', () => {
  it('answers the grant with its ETag, and HEAD the same without it', async () => {
    const { call, calls } = answering('grants', { get: { outcome: 'found', grant: GRANT } });
    const response = await call('GET', '/v1/grant', { headers: { ...HEADERS, 'Session-Subject': 'a' } });
    expect([response.status, response.headers.get('ETag')]).toEqual([200, '"7"']);
    expect(await response.text()).toBe(JSON.stringify(TOLD));
    expect(calls).toEqual([['get', 'k', { subjectHint: 'a' }]]);
    await answersHead(call, '/v1/grant', { headers: HEADERS });
  });
  it('is 404 where there is none', async () => {
    const { call } = answering('grants', { get: { outcome: 'grant-not-found' } });
    expect(await told(await call('GET', '/v1/grant', { headers: HEADERS }))).toBe('404 grant-not-found');
    expect((await call('HEAD', '/v1/grant', { headers: HEADERS })).status).toBe(404);
  });
});

describe('DELETE', () => {
  const gone = { outcome: 'removed', grant: GRANT, indexed: false } as const;
  const absent = { outcome: 'absent', indexed: true } as const;
  const remove = (outcome: typeof gone | typeof absent, headers: Readonly<Record<string, string>> = {}) =>
    answering('grants', { remove: outcome }).call('DELETE', '/v1/grant', { headers: { ...HEADERS, ...headers } });

  it('is 204, also when absent', async () => {
    for (const outcome of [gone, absent]) {
      const response = await remove(outcome);
      expect([response.status, await response.text(), response.headers.get('ETag')]).toEqual([204, '', null]);
      expect(response.headers.get('Session-Index')).toBe(outcome.indexed ? null : 'pending');
    }
  });
  it.each([
    'return=representation',
    'return=representation, respond-async',
    'respond-async,return=representation',
    'Return = "representation"; x=1, wait=10',
    'nothing, return=representation, return=minimal',
  ])('with Prefer: %s it is 200 with the grant, or 404', async (value) => {
    const response = await remove(gone, { Prefer: value });
    expect([response.status, response.headers.get('ETag')]).toEqual([200, '"7"']);
    expect(response.headers.get('Session-Index')).toBe('pending');
    expect(await response.text()).toBe(JSON.stringify(TOLD));
    expect(await told(await remove(absent, { Prefer: value }))).toBe('404 grant-not-found');
    const { call, calls } = answering('grants', { remove: gone });
    await call('DELETE', '/v1/grant', { headers: { ...HEADERS, Prefer: value } });
    expect(calls[0]?.[2]).toMatchObject({ representation: true, respondAsync: value.includes('respond-async') });
  });
  it.each([
    'return=minimal',
    'return=minimal, return=representation',
    'representation',
    'return',
    'x=return=representation',
  ])('with Prefer: %s it is 204', async (value) => {
    expect((await remove(gone, { Prefer: value })).status).toBe(204);
  });
  it('with an empty Prefer it is 400', async () => {
    expect(await told(await remove(gone, { Prefer: '' }))).toBe('400 invalid-request Prefer');
  });
  it('where the grant does not open it is 404 to who asks for it', async () => {
    const { call } = answering('grants', { remove: { outcome: 'removed', grant: null, indexed: true } });
    const headers = { ...HEADERS, Prefer: 'return=representation' };
    expect(await told(await call('DELETE', '/v1/grant', { headers }))).toBe('404 grant-not-found');
  });
  it('hands If-Match on, and 412 back', async () => {
    const { call, calls } = answering('grants', { remove: { outcome: 'revision-mismatch' } });
    for (const Prefer of ['return=representation', 'respond-async']) {
      const headers = { ...HEADERS, 'If-Match': '"7"', Prefer };
      expect(await told(await call('DELETE', '/v1/grant', { headers }))).toBe('412 revision-mismatch');
    }
    expect(calls[1]?.[2]).toEqual({ subjectHint: undefined, ifMatch: [7], representation: false, respondAsync: true });
    const bad = { ...HEADERS, 'If-Match': '7' };
    expect(await told(await call('DELETE', '/v1/grant', { headers: bad }))).toBe('400 invalid-request If-Match');
  });
});

const FILTERS: [string, number][] = [
  ['subjectId', 200],
  ['sessionId', 200],
  ['grantId', 200],
  ['lookup', 200],
];
const LISTED: [string, string, number][] = [
  ['clientId', 'clientIds', 200],
  ['type', 'types', 100],
];

describe('a filter', () => {
  it.each(cases(FILTERS, nameTaken))('%s %s is taken as it is', async (name, _, value) => {
    const { answer, filter } = await find({ [name]: value });
    expect([answer, filter]).toEqual(['200', { ...NO_FILTER, [name]: value }]);
  });
  it.each(cases([...FILTERS, ['clientId', 200], ['type', 100]], filterRefused))(
    '%s %s is 400',
    async (name, _, value) => {
      expect((await find({ [name]: value })).answer).toBe(`400 invalid-request ${name}`);
    },
  );
  it.each([...FILTERS.map(([name]) => name), 'clientId', 'type'])('a blank %s counts as not set', async (name) => {
    for (const value of FILTER_UNSET) {
      expect((await find({ grantId: 'g', lookup: 'l', [name]: value })).filter, shown(value)).toEqual({
        ...NO_FILTER,
        grantId: name === 'grantId' ? null : 'g',
        lookup: name === 'lookup' ? null : 'l',
      });
    }
  });
  it.each(LISTED)('%s joins %s', async (one, list, max) => {
    for (const value of nameTaken(max)) {
      expect((await find({ [one]: value })).filter).toEqual({ ...NO_FILTER, [list]: [value] });
    }
    for (const values of listTaken(max)) {
      expect((await find({ [list]: values })).filter).toEqual({ ...NO_FILTER, [list]: values });
    }
    const joined = (await find({ [one]: 'c', [list]: ['a', 'b'] })).filter?.[list] as string[];
    expect(joined.toSorted()).toEqual(['a', 'b', 'c']);
    expect((await find({ [one]: 'a', [list]: ['a', 'b'] })).filter?.[list]).toEqual(['a', 'b']);
    expect((await find({ [one]: ' ', [list]: ['a'] })).filter?.[list]).toEqual(['a']);
    const hundred = Array.from({ length: 100 }, (_, n) => `id-${n}`);
    expect((await find({ [one]: 'more', [list]: hundred })).filter?.[list]).toHaveLength(101);
    expect((await find({ [list]: null, lookup: 'l' })).filter).toEqual({ ...NO_FILTER, lookup: 'l' });
  });
  it.each(
    LISTED.flatMap(([, list, max]) => listRefused(list, max).map(([value, path]) => [list, shown(value), path, value])),
  )('%s %s is 400 at %s', async (list, _, path, value) => {
    expect((await find({ lookup: 'l', [String(list)]: value })).answer).toBe(`400 invalid-request ${path}`);
  });
  it('hands a results token on, whatever text it is', async () => {
    expect((await find({ lookup: 'l' })).token).toBeNull();
    expect((await find({ lookup: 'l', resultsToken: null })).token).toBeNull();
    for (const resultsToken of ['', ' ', 'x'.repeat(5_000)]) {
      expect((await find({ lookup: 'l', resultsToken })).token).toBe(resultsToken);
    }
    for (const resultsToken of NO_TEXTS) {
      expect((await find({ lookup: 'l', resultsToken })).answer).toBe('400 invalid-request resultsToken');
    }
  });
  it('is the same to remove, but for the token', async () => {
    const { call, calls } = answering('grants', { removeAll: { outcome: 'deleted', deleted: 3, indexed: false } });
    const sent = {
      json: { subjectId: 's', clientId: 'c', clientIds: ['d'], type: 't' },
      headers: { Prefer: 'respond-async' },
    };
    const response = await call('POST', '/v1/grants/remove', sent);
    expect([response.status, await response.json()]).toEqual([200, { removed: 3 }]);
    expect(response.headers.get('Session-Index')).toBe('pending');
    expect(calls).toEqual([
      ['removeAll', { ...NO_FILTER, subjectId: 's', clientIds: ['d', 'c'], types: ['t'] }, { respondAsync: true }],
    ]);
    expect(await told(await call('POST', '/v1/grants/remove', { json: { lookup: 'l', resultsToken: 't' } }))).toBe(
      '400 invalid-request resultsToken',
    );
    expect(await told(await call('POST', '/v1/grants/remove', { json: { clientIds: [] } }))).toBe(
      '400 invalid-request clientIds',
    );
  });
  it.each(['find', 'remove'])('to %s is JSON, without a query', async (which) => {
    const { call } = answering('grants', {});
    await refusesBadBodies(call, 'POST', `/v1/grants/${which}`, { json: { lookup: 'l' } });
    expect(await told(await call('POST', `/v1/grants/${which}?lookup=l`, { json: { lookup: 'l' } }))).toBe(
      '400 invalid-request lookup',
    );
  });
});

describe('what the store answers to a filter', () => {
  it('grants in order, with a token where there are more; one that does not open has neither key nor data', async () => {
    const grants = [GRANT, { ...GRANT, key: null, data: null }];
    const { call } = answering('grants', { find: { outcome: 'found', grants, resultsToken: 'next' } });
    const response = await call('POST', '/v1/grants/find', { json: { lookup: 'l' } });
    expect([response.status, response.headers.get('ETag')]).toEqual([200, null]);
    expect(await response.text()).toBe(
      JSON.stringify({ grants: [TOLD, { ...TOLD, key: null, data: null }], resultsToken: 'next' }),
    );
  });
  it.each(['filter-required', 'results-token-invalid'] as const)('%s is 400', async (outcome) => {
    const { call } = answering('grants', { find: { outcome } });
    expect(await told(await call('POST', '/v1/grants/find', { json: {} }))).toBe(`400 ${outcome}`);
  });
  it('filter-required is 400 to remove too', async () => {
    const { call } = answering('grants', { removeAll: { outcome: 'filter-required' } });
    expect(await told(await call('POST', '/v1/grants/remove', { json: {} }))).toBe('400 filter-required');
  });
});

describe('access', () => {
  const may = ['all-token', 'store-token'];
  const answers = {
    store: kept,
    get: { outcome: 'found', grant: GRANT },
    remove: { outcome: 'absent', indexed: true },
    find: { outcome: 'found', grants: [], resultsToken: null },
    removeAll: { outcome: 'deleted', deleted: 0, indexed: true },
  } as const;

  it.each([
    ['POST', '/v1/grants', { json: GIVEN }],
    ['GET', '/v1/grant', { headers: HEADERS }],
    ['DELETE', '/v1/grant', { headers: HEADERS }],
    ['POST', '/v1/grants/find', { json: { lookup: 'l' } }],
    ['POST', '/v1/grants/remove', { json: { lookup: 'l' } }],
  ])('%s %s asks for store', async (method, path, sent) => {
    await keepsAccess(answering('grants', answers).call, { method, path, sent, may });
  });
  it('the person behind the token reaches the services, and a bad one nobody', async () => {
    const asked: ServiceRequest[] = [];
    const { call, calls } = answering('grants', answers, { asked: (request) => asked.push(request) });
    await call('GET', '/v1/grant', { headers: HEADERS });
    await call('GET', '/v1/grant', {
      headers: { ...HEADERS, 'On-Behalf-Of': 'J%C3%BCrgen%20Doe' },
      token: 'all-token',
    });
    await call('GET', '/v1/grant', { headers: { ...HEADERS, 'On-Behalf-Of': '%ff' } });
    expect(asked.map(({ by }) => by)).toEqual([
      { actor: 'store', onBehalfOf: null },
      { actor: 'all', onBehalfOf: 'Jürgen Doe' },
    ]);
    expect(calls).toHaveLength(2);
  });
  it('GET /v1/grants and a key in a path are nothing', async () => {
    const { call } = answering('grants', answers);
    const response = await call('GET', '/v1/grants');
    expect(response.headers.get('Allow')).toBe('POST');
    expect(await told(response)).toBe('405 method-not-allowed');
    expect(await told(await call('GET', '/v1/grants/some-key'))).toBe('404 not-found');
    expect((await call('PUT', '/v1/grant', { headers: HEADERS })).headers.get('Allow')).toBe('GET, HEAD, DELETE');
  });
});
