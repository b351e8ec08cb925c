/** The form of requests to session management: parameters, bodies, bounds, scopes. Contract: "Session management". */
import { describe, expect, it } from 'vitest';
import type { RemovalAnswer, TicketedSession } from '../../../src/management/session-management.ts';
import type { Delivery, EndedSession } from '../../../src/session/ending.ts';
import type { QueryResult } from '../../../src/session/session-filter.ts';
import type { UserSession } from '../../../src/ticket/user-session.ts';
import { told } from '../http-client.ts';
import {
  answersHead,
  FILTER_UNSET,
  filterRefused,
  keepsAccess,
  listRefused,
  listTaken,
  NO_FLAGS,
  NO_TEXTS,
  nameTaken,
  refusesBadBodies,
  shown,
} from '../request-forms.ts';
import { answering } from '../stand-in-services.ts';

const AT = '2026-11-21T12:00:00.000Z';
const NOW = Date.parse(AT);
const ID = 'A'.repeat(43);
const READ = { token: 'read-token' } as const;
const MANAGE = { token: 'manage-token' } as const;

const SESSION: UserSession = {
  id: ID,
  subjectId: 'sub',
  sessionId: 'sid',
  displayName: null,
  device: 'Firefox',
  created: NOW,
  renewed: NOW,
  expires: null,
  absoluteExpires: NOW,
  issuer: null,
  clientIds: ['web'],
  revision: 3,
};
const TOLD_SESSION = { ...SESSION, created: AT, renewed: AT, absoluteExpires: AT };
const EMPTY = {
  resultsToken: null,
  hasPrevResults: false,
  hasNextResults: false,
  totalCount: 0,
  totalCountAtLeast: 0,
  totalPages: 0,
  currentPage: 0,
  incomplete: false,
  results: [],
};
const pageOf = <T>(results: readonly T[]): QueryResult<T> => ({
  ...EMPTY,
  resultsToken: 'next',
  hasNextResults: true,
  results,
});
const encoded = (value: string) => encodeURIComponent(value);

const PAGING = { countRequested: 25, resultsToken: null, requestPriorResults: false, totals: true };

/** Every list of session management: what it is asked with, and its own filters. */
const lists = [
  {
    path: '/v1/management/sessions',
    name: 'query',
    asked: {
      ...PAGING,
      subjectId: null,
      sessionId: null,
      displayName: null,
      clientId: null,
      active: null,
      withTicket: false,
    },
    texts: ['subjectId', 'sessionId', 'displayName', 'clientId'],
    words: [['active', ['true', 'false']]],
    foreign: ['status=pending', 'reason=expired', 'device=x', 'issuer=x'],
  },
  {
    path: '/v1/management/history',
    name: 'history',
    asked: { ...PAGING, subjectId: null, sessionId: null, id: null },
    texts: ['subjectId', 'sessionId', 'id'],
    words: [],
    foreign: ['displayName=x', 'clientId=x', 'reason=expired', 'fields=summary', 'status=dead'],
  },
  {
    path: '/v1/management/deliveries',
    name: 'deliveries',
    asked: { ...PAGING, status: null, clientId: null, subjectId: null, sessionId: null },
    texts: ['clientId', 'subjectId', 'sessionId'],
    words: [['status', ['pending', 'delivered', 'dead']]],
    foreign: ['displayName=x', 'reason=expired', 'fields=summary', 'active=true'],
  },
] as const;
const answers = {
  query: { outcome: 'page', withTicket: false, page: EMPTY },
  history: { outcome: 'page', page: EMPTY },
  deliveries: { outcome: 'page', page: EMPTY },
} as const;

describe.each(lists)('$path', ({ path, name, asked, texts, words, foreign }) => {
  const ask = async (query: string) => {
    const { call, calls } = answering('management', answers);
    const response = await call('GET', `${path}?${query}`, READ);
    return { answer: await told(response), asked: calls[0] };
  };

  it('is asked for the first 25 of all where nothing is given', async () => {
    for (const query of [
      '',
      '&',
      'subjectId',
      'subjectId=&countRequested=&totals=&requestPriorResults=&resultsToken=',
    ]) {
      expect(await ask(query), query).toEqual({ answer: '200', asked: [name, asked] });
    }
    expect((await ask([...texts, ...words.map(([word]) => word)].map((one) => `${one}=`).join('&'))).asked).toEqual([
      name,
      asked,
    ]);
  });
  it.each([...texts])('%s is handed on as it is', async (text) => {
    for (const value of nameTaken(200)) {
      const { answer, asked: got } = await ask(`${text}=${encoded(value)}`);
      expect([answer, got]).toEqual(['200', [name, { ...asked, [text]: value }]]);
    }
    expect((await ask(`${text}=a+b`)).asked?.[1]).toMatchObject({ [text]: 'a b' });
  });
  it.each([...texts])('a blank %s counts as not given', async (text) => {
    for (const value of FILTER_UNSET) {
      expect((await ask(`${text}=${encoded(value ?? '')}`)).asked, shown(value)).toEqual([name, asked]);
    }
  });
  it.each([...texts])('%s out of its bounds is 400', async (text) => {
    for (const value of filterRefused(200)) {
      if (typeof value !== 'string' || !value.isWellFormed()) continue;
      expect((await ask(`${text}=${encoded(value)}`)).answer, shown(value)).toBe(`400 invalid-request ${text}`);
    }
    for (const raw of ['%', '%zz', '%ff', '%ed%a0%80']) {
      expect((await ask(`${text}=${raw}`)).answer, raw).toBe(`400 invalid-request ${text}`);
    }
    expect((await ask(`${text}=a&${text}=a`)).answer).toBe(`400 invalid-request ${text}`);
    expect((await ask(`${text}=&${text}=`)).answer).toBe(`400 invalid-request ${text}`);
  });
  it('takes the words of a filter as they are, and blank as not given', async () => {
    for (const [word, values] of words) {
      for (const value of values) {
        const meant = word === 'active' ? value === 'true' : value;
        expect((await ask(`${word}=${value}`)).asked).toEqual([name, { ...asked, [word]: meant }]);
      }
      expect((await ask(`${word}=+`)).asked).toEqual([name, asked]);
      for (const value of ['x', 'TRUE', 'Pending', '1', 'null', 'true%20', 'pending,dead', '%00']) {
        expect((await ask(`${word}=${value}`)).answer, value).toBe(`400 invalid-request ${word}`);
      }
      expect((await ask(`${word}=${values[0]}&${word}=${values[1]}`)).answer).toBe(`400 invalid-request ${word}`);
    }
  });
  it.each([
    ['countRequested=1', { countRequested: 1 }],
    ['countRequested=1000', { countRequested: 1_000 }],
    ['countRequested=0', { countRequested: 25 }],
    ['requestPriorResults=true&totals=false', { requestPriorResults: true, totals: false }],
    ['requestPriorResults=false&totals=true', {}],
    ['resultsToken=a%20b', { resultsToken: 'a b' }],
  ])('%s is paging', async (query, changed) => {
    expect((await ask(query)).asked).toEqual([name, { ...asked, ...changed }]);
  });
  it.each([
    ['countRequested=1001', 'countRequested'],
    ['countRequested=-1', 'countRequested'],
    ['countRequested=01', 'countRequested'],
    ['countRequested=1.5', 'countRequested'],
    ['countRequested=+', 'countRequested'],
    ['requestPriorResults=1', 'requestPriorResults'],
    ['totals=False', 'totals'],
    ['size=1', 'size'],
    ['subjectid=a', 'subjectid'],
    ['%ff=1', '(body)'],
    ['a=1&countRequested=x&totals=x', 'a countRequested totals'],
    ...foreign.map((query) => [query, query.replace(/=.*/, '')]),
  ])('%s is 400', async (query, paths) => {
    expect((await ask(query ?? '')).answer).toBe(`400 invalid-request ${paths}`);
  });
  it('results-token-invalid is 400', async () => {
    const invalid = { outcome: 'results-token-invalid' } as const;
    const { call } = answering('management', { query: invalid, history: invalid, deliveries: invalid });
    expect(await told(await call('GET', `${path}?resultsToken=x`, READ))).toBe('400 results-token-invalid');
  });
  it('answers HEAD, ignores a body, and asks for manage:read', async () => {
    const { call } = answering('management', answers);
    await answersHead(call, path, READ);
    await keepsAccess(call, { method: 'GET', path, may: ['all-token', 'manage-token', 'read-token'] });
  });
});

describe('a page', () => {
  it('of sessions has every field in order, and no key', async () => {
    const page = pageOf([SESSION]);
    const { call } = answering('management', { query: { outcome: 'page', withTicket: false, page } });
    const response = await call('GET', '/v1/management/sessions', READ);
    expect([response.status, response.headers.get('ETag')]).toEqual([200, null]);
    expect(await response.text()).toBe(JSON.stringify(pageOf([TOLD_SESSION])));
  });
  it('of sessions with tickets has ticket and ticketError besides', async () => {
    const ticket = {
      scheme: 'cookie',
      claims: [{ type: 'sub', value: 'sub', valueType: null, issuer: null }],
      properties: { issued: NOW, expires: null, isPersistent: null, allowRefresh: true, items: { a: 'b' } },
      sessionId: 'sid',
      issuer: null,
      clients: [{ clientId: 'web', sub: null, sid: 'its own' }],
    };
    const rows: TicketedSession[] = [
      { ...SESSION, ticket, ticketError: null },
      { ...SESSION, ticket: null, ticketError: 'does-not-open' },
    ];
    const { call } = answering('management', { query: { outcome: 'page', withTicket: true, page: pageOf(rows) } });
    const response = await call('GET', '/v1/management/sessions?fields=ticket', { token: 'all-token' });
    const { clients, ...rest } = ticket;
    const toldTicket = { ...rest, properties: { ...ticket.properties, issued: AT }, clientIds: ['web'], clients };
    expect(await response.text()).toBe(
      JSON.stringify(
        pageOf([
          { ...TOLD_SESSION, ticket: toldTicket, ticketError: null },
          { ...TOLD_SESSION, ticket: null, ticketError: 'does-not-open' },
        ]),
      ),
    );
  });
  it('of history and of deliveries has every field in order', async () => {
    const ended: EndedSession = {
      id: ID,
      subjectId: 'sub',
      sessionId: 'sid',
      displayName: 'Jürgen',
      device: null,
      created: NOW,
      ended: NOW + 1,
      reason: 'terminated',
      actor: 'support',
      onBehalfOf: null,
    };
    const delivery: Delivery = {
      id: 'd',
      clientId: 'web',
      subjectId: 'sub',
      sessionId: 'sid',
      reason: 'expired',
      status: 'pending',
      attempts: 0,
      lastError: null,
      nextAttempt: NOW,
      created: NOW,
    };
    const { call } = answering('management', {
      history: { outcome: 'page', page: pageOf([ended]) },
      deliveries: {
        outcome: 'page',
        page: pageOf<Delivery>([delivery, { ...delivery, status: 'dead', nextAttempt: null }]),
      },
    });
    const text = async (path: string) => (await call('GET', `/v1/management/${path}`, READ)).text();
    expect(await text('history')).toBe(
      JSON.stringify(pageOf([{ ...ended, created: AT, ended: AT.replace('000Z', '001Z') }])),
    );
    const toldDelivery = { ...delivery, nextAttempt: AT, created: AT };
    expect(await text('deliveries')).toBe(
      JSON.stringify(pageOf([toldDelivery, { ...toldDelivery, status: 'dead', nextAttempt: null }])),
    );
  });
});

describe('fields', () => {
  const token = { name: 'tickets', sha256: '', scopes: ['tickets:read'] };
  const hashed = async (plain: string) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(plain))).toHex();
  const ask = async (query: string, plain: string, method = 'GET') => {
    const API_TOKENS = JSON.stringify([
      { ...token, sha256: await hashed('tickets') },
      { name: 'reader', sha256: await hashed('reader'), scopes: ['manage:read', 'tickets:read'] },
      { name: 'manager', sha256: await hashed('manager'), scopes: ['manage', 'tickets:read'] },
      { name: 'without', sha256: await hashed('without'), scopes: ['store', 'manage', 'configure'] },
    ]);
    const { call, calls } = answering('management', answers, { variables: { API_TOKENS } });
    const response = await call(method, `/v1/management/sessions?${query}`, { token: plain });
    return { response, asked: calls[0]?.[1] };
  };
  const answerOf = async (query: string, plain: string) => told((await ask(query, plain)).response);

  it('summary is the same as absent', async () => {
    for (const query of ['', 'fields=', 'fields=summary']) {
      expect((await ask(query, 'without')).asked).toMatchObject({ withTicket: false });
    }
  });
  it('ticket asks for tickets:read beside manage:read', async () => {
    for (const plain of ['reader', 'manager']) {
      expect((await ask('fields=ticket', plain)).asked).toMatchObject({ withTicket: true });
    }
    const { response } = await ask('fields=ticket', 'without');
    expect(response.headers.get('WWW-Authenticate')).toContain('scope="tickets:read"');
    expect(await told(response)).toBe('403 insufficient-scope');
    for (const query of ['fields=ticket', '']) {
      expect(await answerOf(query, 'tickets')).toBe('403 insufficient-scope');
    }
    expect((await ask('fields=ticket', 'without', 'HEAD')).response.status).toBe(403);
  });
  it('403 comes before 400, however it is written', async () => {
    for (const query of [
      'fields=ticket&a=1',
      'countRequested=x&fields=ticket',
      'fields=%74icket',
      'f%69elds=ticket',
      'fields=summary&fields=ticket',
      'fields=ticket&fields=ticket',
    ]) {
      expect(await answerOf(query, 'without'), query).toBe('403 insufficient-scope');
    }
    expect(await answerOf('fields=ticket&a=1', 'reader')).toBe('400 invalid-request a');
    expect(await answerOf('fields=ticket&fields=ticket', 'reader')).toBe('400 invalid-request fields');
  });
  it.each(['full', 'Ticket', 'ticket,summary', 'tickets', '+ticket', '%00', 'key'])('%s is 400', async (value) => {
    expect(await answerOf(`fields=${value}`, 'without')).toBe('400 invalid-request fields');
  });
});

describe('one session', () => {
  it('is told by its public id, without ETag', async () => {
    const { call, calls } = answering('management', { session: { outcome: 'found', session: SESSION } });
    const path = `/v1/management/sessions/${ID}`;
    const response = await call('GET', path, READ);
    expect([response.status, response.headers.get('ETag')]).toEqual([200, null]);
    expect(await response.text()).toBe(JSON.stringify(TOLD_SESSION));
    expect(calls).toEqual([['session', ID]]);
    await answersHead(call, path, READ);
    await keepsAccess(call, { method: 'GET', path, may: ['all-token', 'manage-token', 'read-token'] });
    expect(await told(await call('GET', `${path}?fields=ticket`, READ))).toBe('400 invalid-request fields');
  });
  it('is 404 where there is none, and for any other string', async () => {
    const { call, calls } = answering('management', { session: { outcome: 'session-not-found' } });
    for (const id of [
      ID,
      'x',
      '%ff',
      '%',
      '%20',
      'a%2Fb',
      'A'.repeat(44),
      'A'.repeat(42),
      `${'A'.repeat(42)}.`,
      'a'.repeat(5_000),
    ]) {
      expect(await told(await call('GET', `/v1/management/sessions/${id}`, READ)), id).toBe('404 session-not-found');
    }
    expect(calls).toHaveLength(1);
    expect((await call('HEAD', '/v1/management/sessions/x', READ)).status).toBe(404);
  });
});

const REMOVE = '/v1/management/sessions/remove';
const ANSWER: RemovalAnswer = {
  sessionsRemoved: 1,
  tokensRevoked: 2,
  consentsRevoked: 3,
  otherGrantsRevoked: 4,
  consentsOutOfReach: 5,
  notificationsQueued: 6,
  bffSessionsRemoved: 7,
  dryRun: false,
  effectiveAt: NOW,
};
const removed = { outcome: 'removed', answer: ANSWER, indexed: true, replayed: false } as const;
const DEFAULTS = {
  subjectId: null,
  sessionId: null,
  ids: null,
  clientIds: null,
  removeServerSideSession: true,
  sendBackchannelLogoutNotification: true,
  revokeTokens: true,
  revokeConsents: true,
  exceptSessionIds: null,
  bffPartitions: null,
  reason: 'terminated',
  dryRun: false,
};

describe('RemoveSessions', () => {
  const remove = async (json: object, headers: Readonly<Record<string, string>> = {}) => {
    const { call, calls } = answering('management', { remove: removed });
    const answer = await told(await call('POST', REMOVE, { ...MANAGE, json, headers }));
    return { answer, removal: calls[0]?.[1], options: calls[0]?.[2] };
  };
  const LISTS: [string, number][] = [
    ['ids', 200],
    ['clientIds', 200],
    ['exceptSessionIds', 200],
    ['bffPartitions', 200],
  ];
  const FLAGS = [
    'removeServerSideSession',
    'sendBackchannelLogoutNotification',
    'revokeTokens',
    'revokeConsents',
    'dryRun',
  ] as const;

  it('what is absent or null has its default', async () => {
    const nothing = Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, null]));
    for (const json of [{}, nothing]) expect((await remove(json)).removal).toEqual(DEFAULTS);
  });
  it.each(['subjectId', 'sessionId'])('%s is a filter', async (name) => {
    for (const value of nameTaken(200)) {
      expect((await remove({ [name]: value })).removal).toEqual({ ...DEFAULTS, [name]: value });
    }
    for (const value of FILTER_UNSET) {
      expect((await remove({ ids: ['a'], [name]: value })).removal).toEqual({ ...DEFAULTS, ids: ['a'] });
    }
    for (const value of filterRefused(200)) {
      expect((await remove({ [name]: value })).answer, shown(value)).toBe(`400 invalid-request ${name}`);
    }
  });
  it.each(LISTS)('%s is a list of any names', async (name, max) => {
    for (const list of listTaken(max)) {
      expect((await remove({ subjectId: 's', [name]: list })).removal).toEqual({
        ...DEFAULTS,
        subjectId: 's',
        [name]: list,
      });
    }
    for (const [value, path] of listRefused(name, max)) {
      expect((await remove({ subjectId: 's', [name]: value })).answer, shown(value)).toBe(
        `400 invalid-request ${path}`,
      );
    }
  });
  it.each(FLAGS)('%s is true or false', async (name) => {
    for (const value of [true, false]) {
      expect((await remove({ [name]: value })).removal).toEqual({ ...DEFAULTS, [name]: value });
    }
    for (const value of NO_FLAGS) {
      expect((await remove({ [name]: value })).answer, shown(value)).toBe(`400 invalid-request ${name}`);
    }
  });
  it('reason is terminated or user_logout', async () => {
    for (const reason of ['terminated', 'user_logout']) {
      expect((await remove({ reason })).removal).toEqual({ ...DEFAULTS, reason });
    }
    for (const reason of [...NO_TEXTS, '', ' ', 'expired', 'replaced', 'limit', 'Terminated']) {
      expect((await remove({ reason })).answer, shown(reason)).toBe('400 invalid-request reason');
    }
  });
  it.each(['clientId', 'id', 'subjectid', 'resultsToken', 'displayName', 'exceptSessionId', 'effectiveAt'])(
    '%s is not known',
    async (name) => {
      expect((await remove({ subjectId: 's', [name]: 'x' })).answer).toBe(`400 invalid-request ${name}`);
    },
  );
  it('Prefer and Idempotency-Key are handed on', async () => {
    expect((await remove({})).options).toEqual({ respondAsync: undefined, idempotency: undefined });
    const headers = { Prefer: 'respond-async', 'Idempotency-Key': 'once' };
    const { options } = await remove({ subjectId: 's' }, headers);
    expect(options).toEqual({
      respondAsync: true,
      idempotency: { scope: `manage ${REMOVE}`, key: 'once', bodyHash: expect.stringMatching(/^[\w-]{43}$/) },
    });
    for (const [name, value] of [
      ['Idempotency-Key', ''],
      ['Idempotency-Key', 'a b'],
      ['Idempotency-Key', 'a'.repeat(256)],
      ['Prefer', ''],
    ] as const) {
      expect((await remove({}, { [name]: value })).answer).toBe(`400 invalid-request ${name}`);
    }
    expect((await remove({}, { 'Idempotency-Key': 'a'.repeat(255) })).answer).toBe('200');
  });
  it('answers every number in order, and what became of index and repeat', async () => {
    const { call } = answering('management', { remove: removed });
    const response = await call('POST', REMOVE, { ...MANAGE, json: { subjectId: 's' } });
    expect(await response.text()).toBe(JSON.stringify({ ...ANSWER, effectiveAt: AT }));
    expect([response.headers.get('Session-Index'), response.headers.get('Idempotency-Replayed')]).toEqual([null, null]);
    const repeat = answering('management', { remove: { ...removed, indexed: false, replayed: true } });
    const replayed = await repeat.call('POST', REMOVE, { ...MANAGE, json: { subjectId: 's' } });
    expect(replayed.headers.get('Session-Index')).toBe('pending');
    expect(replayed.headers.get('Idempotency-Replayed')).toBe('true');
  });
  it.each([
    ['filter-required', 400],
    ['idempotency-in-progress', 409],
    ['idempotency-key-reused', 422],
  ] as const)('%s is %i', async (outcome, status) => {
    const { call } = answering('management', { remove: { outcome } });
    expect(await told(await call('POST', REMOVE, { ...MANAGE, json: {} }))).toBe(`${status} ${outcome}`);
  });
  it('is JSON, asks for manage, and is no session', async () => {
    const { call } = answering('management', { remove: removed });
    await refusesBadBodies(call, 'POST', REMOVE, { ...MANAGE, json: { subjectId: 's' } });
    await keepsAccess(call, {
      method: 'POST',
      path: REMOVE,
      sent: { json: { subjectId: 's' } },
      may: ['all-token', 'manage-token'],
    });
    expect(await told(await call('POST', REMOVE, READ))).toBe('403 insufficient-scope');
  });
});

describe('redeliver', () => {
  const queued = {
    outcome: 'queued',
    delivery: {
      id: 'd',
      clientId: 'web',
      subjectId: 'sub',
      sessionId: 'sid',
      reason: 'limit',
      status: 'pending',
      attempts: 9,
      lastError: 'HTTP 500',
      nextAttempt: NOW,
      created: NOW,
    },
    indexed: false,
  } as const;
  const pathOf = (id: string) => `/v1/management/deliveries/${id}/redeliver`;

  it('is 202 with the delivery, ignores a body, and asks for manage', async () => {
    const { call, calls } = answering('management', { redeliver: queued });
    const response = await call('POST', pathOf('a%2Fb'), {
      ...MANAGE,
      raw: 'nothing',
      headers: { 'Content-Type': 'x' },
    });
    expect([response.status, response.headers.get('Session-Index')]).toEqual([202, 'pending']);
    expect(await response.text()).toBe(JSON.stringify({ ...queued.delivery, nextAttempt: AT, created: AT }));
    expect(calls).toEqual([['redeliver', 'a/b']]);
    await keepsAccess(call, { method: 'POST', path: pathOf('d'), may: ['all-token', 'manage-token'] });
  });
  it('is 404 where there is none, and for any other string', async () => {
    const { call } = answering('management', { redeliver: { outcome: 'delivery-not-found' } });
    for (const id of ['d', '%', '%ff', '%20', '%00', 'x'.repeat(5_000), encodeURIComponent('😀')]) {
      expect(await told(await call('POST', pathOf(id), MANAGE)), id).toBe('404 delivery-not-found');
    }
    expect(await told(await call('POST', '/v1/management/deliveries/d/', MANAGE))).toBe('404 not-found');
  });
});

describe('stats', () => {
  const stats = {
    activeSessions: 1,
    expiredNotRemoved: 2,
    subjects: 3,
    pendingDeliveries: 4,
    deadDeliveries: 5,
    oldestUnprojectedSeconds: 6,
    ticketKeys: [{ id: 'k', envelopes: 7 }],
    asOf: NOW,
  };
  it('tells every number in order, answers HEAD, and asks for manage:read', async () => {
    const { call } = answering('management', { stats });
    const path = '/v1/management/stats';
    const response = await call('GET', path, READ);
    expect(await response.text()).toBe(JSON.stringify({ ...stats, asOf: AT }));
    await answersHead(call, path, READ);
    await keepsAccess(call, { method: 'GET', path, may: ['all-token', 'manage-token', 'read-token'] });
    expect(await told(await call('GET', `${path}?subjectId=a`, READ))).toBe('400 invalid-request subjectId');
  });
});
