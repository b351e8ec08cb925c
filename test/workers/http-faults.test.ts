/**
 * What a caller is told, and what the log says, when storage, the configuration or our own code fails. The services are
 * stand-ins here: they fail on purpose.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ReadyParts } from '../../src/http/services.ts';
import { MemoryStore } from '../../src/session/memory-store.ts';
import { StorageUnavailable } from '../../src/session/session-store.ts';
import type { ServerSideTicketStore } from '../../src/ticket/ticket-store.ts';
import { keyHeader, newSession, type Problem, type Sent, told } from './http-client.ts';
import { appOver, HEALTHY, type StandIns } from './stand-in-services.ts';
import { newTicket } from './ticket-client.ts';

const SECRET = 'S3cret-that-is-nobody-s-business';

/** An app whose store does what `store` says, over the environment of these tests with `variables` changed. */
function appWith(
  store: Partial<MemoryStore>,
  variables: object = {},
  readiness: () => ReadyParts = () => HEALTHY,
  tickets: Partial<ServerSideTicketStore> = {},
) {
  const memory = Object.assign(new MemoryStore(), store);
  const reindex = async () => ({ projected: 3, waiting: 1 });
  return appOver({ store: memory, tickets, reindex }, { variables, readiness });
}

const lines = () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  return () => log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
};
afterEach(() => {
  vi.restoreAllMocks();
});

const everything: [string, string, Sent, keyof MemoryStore, boolean][] = [
  ['GET', '/v1/session', { headers: keyHeader('k') }, 'getSession', false],
  ['HEAD', '/v1/session', { headers: keyHeader('k') }, 'getSession', false],
  ['GET', '/v1/sessions', {}, 'querySessions', false],
  ['GET', `/v1/sessions/${'A'.repeat(43)}`, {}, 'getSessionSummary', false],
  ['POST', '/v1/sessions/find', { json: { subjectId: SECRET } }, 'getSessions', false],
  [
    'POST',
    '/v1/sessions',
    { json: newSession({ key: SECRET, ticket: SECRET, displayName: SECRET }) },
    'createSession',
    true,
  ],
  ['DELETE', '/v1/session', { headers: keyHeader(SECRET) }, 'deleteSession', true],
  ['POST', '/v1/sessions/delete', { json: { subjectId: SECRET } }, 'deleteSessions', true],
  ['POST', '/v1/sessions/remove-expired', { json: { count: 1 } }, 'getAndRemoveExpiredSessions', true],
];

const ofTickets: [string, string, Sent, keyof ServerSideTicketStore, boolean][] = [
  ['POST', '/v1/tickets', { json: { ticket: newTicket({ subject: SECRET }) } }, 'store', true],
  ['GET', '/v1/ticket', { headers: keyHeader(SECRET) }, 'retrieve', false],
  [
    'PUT',
    '/v1/ticket',
    { headers: keyHeader(SECRET), json: { ticket: newTicket({ subject: SECRET }) } },
    'renew',
    true,
  ],
  ['POST', '/v1/ticket/renew', { headers: keyHeader(SECRET) }, 'touch', true],
  ['DELETE', '/v1/ticket', { headers: keyHeader(SECRET) }, 'remove', true],
];

const elsewhere: [string, string, Sent, keyof StandIns, string, boolean][] = [
  ['POST', '/v1/grants', { json: { key: SECRET, type: SECRET, data: SECRET } }, 'grants', 'store', true],
  ['GET', '/v1/grant', { headers: { 'Grant-Key': SECRET } }, 'grants', 'get', false],
  ['DELETE', '/v1/grant', { headers: { 'Grant-Key': SECRET } }, 'grants', 'remove', true],
  ['POST', '/v1/grants/find', { json: { lookup: SECRET } }, 'grants', 'find', false],
  ['POST', '/v1/grants/remove', { json: { lookup: SECRET } }, 'grants', 'removeAll', true],
  ['GET', `/v1/management/sessions?subjectId=${SECRET}`, {}, 'management', 'query', false],
  ['GET', `/v1/management/sessions/${'A'.repeat(43)}`, {}, 'management', 'session', false],
  ['POST', '/v1/management/sessions/remove', { json: { subjectId: SECRET } }, 'management', 'remove', true],
  ['GET', `/v1/management/history?subjectId=${SECRET}`, {}, 'management', 'history', false],
  ['GET', `/v1/management/deliveries?subjectId=${SECRET}`, {}, 'management', 'deliveries', false],
  ['POST', `/v1/management/deliveries/${SECRET}/redeliver`, {}, 'management', 'redeliver', true],
  ['GET', '/v1/management/stats', {}, 'management', 'stats', false],
  [
    'POST',
    '/v1/coordination/validate',
    { json: { subjectId: SECRET, clientId: 'c' } },
    'coordination',
    'validate',
    true,
  ],
  ['POST', '/v1/coordination/logout', { json: { subjectId: SECRET, sessionId: 's' } }, 'coordination', 'logout', true],
  [
    'POST',
    '/v1/coordination/clients',
    { headers: keyHeader(SECRET), json: { clientId: SECRET } },
    'coordination',
    'addClient',
    true,
  ],
  ['POST', '/v1/bff/app/sessions', { json: { key: SECRET, subjectId: SECRET, ticket: SECRET } }, 'bff', 'create', true],
  ['GET', '/v1/bff/app/session', { headers: keyHeader(SECRET) }, 'bff', 'get', false],
  [
    'PUT',
    '/v1/bff/app/session',
    { headers: keyHeader(SECRET), json: { subjectId: SECRET, sessionId: SECRET, ticket: SECRET } },
    'bff',
    'update',
    true,
  ],
  ['DELETE', '/v1/bff/app/session', { headers: keyHeader(SECRET) }, 'bff', 'delete', true],
  ['POST', '/v1/bff/app/sessions/find', { json: { subjectId: SECRET } }, 'bff', 'find', false],
  ['POST', '/v1/bff/app/sessions/delete', { json: { subjectId: SECRET } }, 'bff', 'deleteAll', true],
  ['POST', '/v1/bff/sessions/remove-expired', {}, 'bff', 'removeExpired', true],
];

describe('a fault', () => {
  it.each(elsewhere)(
    'of our own in %s %s is 503 and tells no secret',
    async (method, path, sent, service, operation, writes) => {
      const logged = lines();
      const fails = async () => {
        throw new TypeError(SECRET);
      };
      const call = appOver({ [service]: { [operation]: fails } });
      const response = await call(method, path, { ...sent, token: 'all-token' });
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ status: 503, code: 'unavailable', mayHaveBeenStored: writes });
      expect(text + JSON.stringify(logged())).not.toContain(SECRET);
    },
  );
  it.each(ofTickets)(
    'of our own in %s %s is 503 and tells no secret',
    async (method, path, sent, operation, writes) => {
      const logged = lines();
      const fails = async () => {
        throw new TypeError(SECRET);
      };
      const response = await appWith({}, {}, undefined, { [operation]: fails })(method, path, sent);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ status: 503, code: 'unavailable', mayHaveBeenStored: writes });
      expect(text + JSON.stringify(logged())).not.toContain(SECRET);
    },
  );
  it.each(everything)(
    'of our own in %s %s is 503 and tells no secret',
    async (method, path, sent, operation, writes) => {
      const logged = lines();
      const fails = async () => {
        throw new TypeError(`${SECRET}\n    at ${SECRET}`);
      };
      const response = await appWith({ [operation]: fails })(method, path, sent);
      expect(response.status).toBe(503);
      expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
      if (method !== 'HEAD') {
        expect(await response.json<Problem>()).toMatchObject({ code: 'unavailable', mayHaveBeenStored: writes });
      }
      expect(JSON.stringify(logged())).not.toContain(SECRET);
      expect(logged().map(({ event }) => event)).toEqual(['fault', 'request']);
      expect(logged()[0]).toMatchObject({ name: 'TypeError', requestId: response.headers.get('X-Request-Id') });
    },
  );
  it.each([true, false])('of storage says whether something may have been stored: %s', async (mayHaveBeenStored) => {
    const logged = lines();
    const fails = async () => {
      throw new StorageUnavailable('D1 did not answer', { mayHaveBeenStored, retryAfter: 7 });
    };
    const response = await appWith({ createSession: fails })('POST', '/v1/sessions', { json: newSession() });
    expect(response.headers.get('Retry-After')).toBe('7');
    expect(await response.json<Problem>()).toMatchObject({ status: 503, code: 'unavailable', mayHaveBeenStored });
    expect(logged()[0]).toMatchObject({ event: 'storage-unavailable', message: 'D1 did not answer' });
  });
});

describe('the log', () => {
  it('has one line per request, with the pattern of the route and neither key, ticket, subject nor token', async () => {
    const logged = lines();
    const call = appWith({});
    const created = await call('POST', '/v1/sessions', {
      json: newSession({ subjectId: SECRET, ticket: SECRET, displayName: SECRET }),
    });
    const { id, key } = await created.json<{ id: string; key: string }>();
    await call('GET', '/v1/session', { headers: keyHeader(key) });
    await call('GET', `/v1/sessions?subjectId=${SECRET}`);
    await call('GET', `/v1/sessions/${id}`);
    await call('PATCH', `/v1/sessions/${SECRET}`);
    await call('GET', `/v1/${SECRET}`);
    await call('GET', '/v1/session', { token: SECRET });
    const text = JSON.stringify(logged());
    for (const secret of [SECRET, key, 'store-token']) expect(text).not.toContain(secret);
    expect(
      logged().map(({ event, method, route, status, code, actor, id: session }) => [
        event,
        method,
        route,
        status,
        code,
        actor,
        session,
      ]),
    ).toEqual([
      ['request', 'POST', '/v1/sessions', 201, null, 'store', id],
      ['request', 'GET', '/v1/session', 200, null, 'store', id],
      ['request', 'GET', '/v1/sessions', 200, null, 'store', null],
      ['request', 'GET', '/v1/sessions/:id', 200, null, 'store', id],
      ['request', 'PATCH', '/v1/sessions/:id', 405, 'method-not-allowed', 'store', null],
      ['request', 'GET', null, 404, 'not-found', 'store', null],
      ['request', 'GET', null, 401, 'unauthorized', null, null],
    ]);
  });
});

describe('answers that the store of these tests never gives', () => {
  it('Session-Index: pending after every write that the index has not confirmed', async () => {
    const memory = new MemoryStore();
    const session = await memory.createSession({
      ...newSession(),
      key: 'k',
      displayName: null,
      device: null,
      created: 0,
      renewed: 0,
      expires: null,
      absoluteExpires: null,
    });
    if (session.outcome !== 'created') throw new Error('not created');
    const call = appWith({
      createSession: async () => ({ ...session, indexed: false }),
      updateSession: async () => ({ outcome: 'updated', session: session.session, indexed: false }),
      deleteSession: async () => ({ outcome: 'deleted', indexed: false }),
      deleteSessions: async () => ({ outcome: 'deleted', deleted: 2, indexed: false }),
    });
    const times = { created: '2026-01-01T00:00:00Z', renewed: '2026-01-01T00:00:00Z' };
    for (const response of [
      await call('POST', '/v1/sessions', { json: newSession() }),
      await call('PUT', '/v1/session', { json: { ...newSession(), ...times }, headers: keyHeader('k') }),
      await call('DELETE', '/v1/session', { headers: keyHeader('k') }),
      await call('POST', '/v1/sessions/delete', { json: { subjectId: 'a' } }),
    ]) {
      expect(response.ok).toBe(true);
      expect(response.headers.get('Session-Index')).toBe('pending');
    }
  });
  it.each([
    ['session-limit', 409],
    ['idempotency-in-progress', 409],
  ] as const)('%s is %i', async (outcome, status) => {
    const call = appWith({ createSession: async () => ({ outcome }) });
    expect(await told(await call('POST', '/v1/sessions', { json: newSession() }))).toBe(`${status} ${outcome}`);
  });
  it.each([
    ['respond-async', true],
    ['return=minimal, Respond-Async; x=1', true],
    ['wait=5', false],
  ])('Prefer: %s asks not to wait: %s', async (prefer, respondAsync) => {
    const deleteSession = vi.fn(async () => ({ outcome: 'absent', indexed: true }) as const);
    await appWith({ deleteSession })('DELETE', '/v1/session', { headers: { ...keyHeader('k'), Prefer: prefer } });
    expect(deleteSession).toHaveBeenCalledWith('k', expect.objectContaining({ respondAsync }));
  });
  it('an empty Prefer is 400', async () => {
    const response = await appWith({})('DELETE', '/v1/session', { headers: { ...keyHeader('k'), Prefer: '' } });
    expect(await told(response)).toBe('400 invalid-request Prefer');
  });
  it('reindex answers what the objects did', async () => {
    const sent = { token: 'configure-token', json: { objects: ['0123456789abcdef'.repeat(4)] } };
    expect(await (await appWith({})('POST', '/v1/operations/reindex', sent)).json()).toEqual({
      projected: 3,
      waiting: 1,
    });
  });
});

describe('a misconfigured service', () => {
  it('lives, is not ready, says 503 and logs what is wrong without the value', async () => {
    const logged = lines();
    const call = appWith({}, { TICKET_KEYS: `[{"id":"k","key":"${SECRET}"}]` });
    expect((await call('GET', '/healthz')).status).toBe(200);
    const ready = await call('GET', '/readyz');
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'failing', ...HEALTHY, keys: 'failing' }]);
    for (const path of ['/v1/session', '/v1/nothing']) {
      const response = await call('GET', path, { token: null });
      expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
      expect(await response.json<Problem>()).toMatchObject({
        status: 503,
        code: 'unavailable',
        mayHaveBeenStored: false,
      });
    }
    const told = logged().filter(({ event }) => event === 'misconfigured');
    expect(JSON.stringify(told)).toContain('TICKET_KEYS[0].key must be the base64 of 32 bytes');
    expect(JSON.stringify(logged())).not.toContain(SECRET);
  });
});

describe('readiness', () => {
  it('is asked at most every 5 seconds, and says what fails', async () => {
    let state: ReadyParts = { d1: 'failing', object: 'ok', keys: 'ok' };
    const readiness = vi.fn(() => state);
    const call = appWith({}, {}, readiness);
    const now = vi.spyOn(Date, 'now').mockReturnValue(1_000_000);
    expect(await (await call('GET', '/readyz')).json()).toEqual({
      status: 'failing',
      d1: 'failing',
      object: 'ok',
      keys: 'ok',
    });
    state = HEALTHY;
    now.mockReturnValue(1_004_999);
    expect((await call('GET', '/readyz')).status).toBe(503);
    now.mockReturnValue(1_005_000);
    expect((await call('GET', '/readyz')).status).toBe(200);
    expect(readiness).toHaveBeenCalledTimes(2);
  });
});
