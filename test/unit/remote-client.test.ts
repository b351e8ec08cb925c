/**
 * How the client uses `fetch`: what it sends, what it repeats, what it makes of answers that are none. What the operations do is
 * tested against the real Worker (`test/workers/remote-client.test.ts`).
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../src/remote/create-client.ts';
import type { ClientOptions, Fetch } from '../../src/remote/fetch-exchange.ts';
import { RequestRefused } from '../../src/session/request-refused.ts';
import { StorageUnavailable } from '../../src/session/session-store.ts';

const KEY = 'a-secret-key/ä';
const RECORD = {
  id: 'i'.repeat(43),
  key: KEY,
  scheme: 'cookie',
  subjectId: 'subject',
  sessionId: 'sid',
  displayName: null,
  device: null,
  created: '0000-01-01T00:00:00.000Z',
  renewed: '2026-11-21T13:10:00.001Z',
  expires: null,
  absoluteExpires: '9999-12-31T23:59:59.999Z',
  ticket: 'ticket',
  revision: 7,
  ticketError: null,
};
const CONTENT = {
  key: null,
  scheme: 'cookie',
  subjectId: 'subject',
  sessionId: 'sid',
  displayName: null,
  device: null,
  created: 0,
  renewed: 0,
  expires: null,
  absoluteExpires: null,
  ticket: 'ticket',
};

interface Seen {
  readonly url: string;
  readonly init: Parameters<Fetch>[1];
}

type Answer = () => Response | Promise<Response>;

/** A client whose requests are answered one after the other; the last answer stays. */
function scene(answers: readonly Answer[], options: Partial<ClientOptions> = {}) {
  const seen: Seen[] = [];
  const fetch: Fetch = async (url, init) => {
    seen.push({ url, init });
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    if (answer === undefined) throw new Error('no answer');
    return answer();
  };
  return { seen, client: createClient({ baseUrl: 'https://sessions.example', token: 'token', fetch, ...options }) };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
const found = json(200, RECORD);
const lost: Answer = () => Promise.reject(new TypeError('fetch failed'));
const unavailable = (mayHaveBeenStored: boolean, retryAfter = '0') =>
  json(
    503,
    { code: 'unavailable', detail: 'Storage did not answer.', mayHaveBeenStored },
    { 'Retry-After': retryAfter },
  );
const html =
  (status: number, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(`<p>${KEY}</p>`, { status, headers });

async function faultOf(work: Promise<unknown>): Promise<RequestRefused | StorageUnavailable> {
  const fault = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (fault instanceof RequestRefused || fault instanceof StorageUnavailable) return fault;
  throw new Error('neither refused nor unavailable', { cause: fault });
}

// Pauses go by at once; the timeout of a request is the platform's own clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'], shouldAdvanceTime: true, advanceTimeDelta: 200 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a request', () => {
  it('carries the present token, the key percent-encoded, and who is behind it', async () => {
    let tokens = 0;
    const token = async () => {
      tokens += 1;
      return `token-${tokens}`;
    };
    const { client, seen } = scene([found], { token, baseUrl: 'https://sessions.example/path/' });
    await client.store.getSession(KEY, { subjectHint: 'Ä b' });
    await client.onBehalfOf('Ädá').store.getSession(KEY);
    expect(seen.map(({ url }) => url)).toEqual(Array(2).fill('https://sessions.example/path/v1/session'));
    const headers = { Accept: 'application/json', 'Session-Key': 'a-secret-key%2F%C3%A4' };
    expect(seen[0]?.init.headers).toEqual({
      ...headers,
      Authorization: 'Bearer token-1',
      'Session-Subject': '%C3%84%20b',
    });
    expect(seen[1]?.init.headers).toEqual({
      ...headers,
      Authorization: 'Bearer token-2',
      'On-Behalf-Of': '%C3%84d%C3%A1',
    });
  });

  it('has no key in its URL, whatever is called', async () => {
    const { client, seen } = scene([json(400, { code: 'invalid-request', detail: 'x', errors: [] })]);
    const { store, tickets, coordination, grants } = client;
    const grant = { sessionId: null, clientId: null, grantId: null, lookup: null, description: null };
    const times = { creationTime: null, expiration: null, consumedTime: null };
    const ticket = {
      scheme: 'cookie',
      claims: [],
      properties: { issued: null, expires: null, isPersistent: null, allowRefresh: null, items: {} },
      sessionId: null,
      issuer: null,
      clients: [],
    };
    const calls = [
      () => store.createSession({ ...CONTENT, key: KEY }),
      () => store.getSession(KEY),
      () => store.updateSession(KEY, CONTENT),
      () => store.deleteSession(KEY),
      () => tickets.retrieve(KEY),
      () => tickets.renew(KEY, ticket),
      () => tickets.touch(KEY),
      () => tickets.remove(KEY),
      () => coordination.addClient(KEY, { clientId: '', sub: null, sid: null }),
      () => grants.store({ ...grant, ...times, key: KEY, type: 't', subjectId: null, data: '' }),
      () => grants.get(KEY),
      () => grants.remove(KEY),
    ];
    for (const call of calls) expect(String(await faultOf(call()))).not.toContain('secret');
    expect(seen).toHaveLength(calls.length);
    for (const { url } of seen) expect(url).not.toMatch(/secret|\?/);
  });

  it('tells times as RFC 3339 and reads them as milliseconds', async () => {
    const { client, seen } = scene([json(201, RECORD)]);
    const first = Date.parse('0000-01-01T00:00:00.000Z');
    const created = await client.store.createSession({ ...CONTENT, created: first, expires: 1.5 });
    expect(JSON.parse(String(seen[0]?.init.body))).toMatchObject({
      created: '0000-01-01T00:00:00.000Z',
      expires: '1970-01-01T00:00:00.001Z',
      absoluteExpires: null,
    });
    expect(created).toEqual({
      outcome: 'created',
      indexed: true,
      replayed: false,
      session: {
        ...RECORD,
        created: first,
        renewed: Date.parse(RECORD.renewed),
        absoluteExpires: Date.parse(RECORD.absoluteExpires),
      },
    });
  });

  it('says conditions and preferences as the contract does', async () => {
    const { client, seen } = scene([found]);
    await client.store.updateSession(KEY, CONTENT, { ifMatch: [1, 22], respondAsync: true });
    await client.store.updateSession(KEY, CONTENT, { ifMatch: '*' });
    await client.store.updateSession(KEY, CONTENT, { ifMatch: [] });
    const sent = seen.map(({ init: { headers } }) => {
      const { 'If-Match': condition, Prefer: preferences } = headers;
      return [condition, preferences];
    });
    expect(sent).toEqual([
      ['"1", "22"', 'respond-async'],
      ['*', undefined],
      ['""', undefined],
    ]);
  });

  it('names its repeat by the key of the caller, and by a hash where the caller names a scope', async () => {
    const { client, seen } = scene([json(201, RECORD, { 'Session-Index': 'pending', 'Idempotency-Replayed': 'true' })]);
    const create = (idempotency: { key: string; scope?: string }) =>
      client.store.createSession(CONTENT, { idempotency });
    expect(await create({ key: 'mine' })).toMatchObject({ indexed: false, replayed: true });
    await create({ key: 'mine', scope: 'a' });
    await create({ key: 'mine', scope: 'b' });
    const keys = seen.map(({ init: { headers } }) => headers['Idempotency-Key']);
    expect(keys[0]).toBe('mine');
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^[\x21-\x7e]{1,255}$/);
  });

  it('never has what a platform would refuse with a message that repeats it', async () => {
    for (const token of ['secret\n', 'se cret', '', 'secretä']) {
      const { client, seen } = scene([found], { token });
      const fault = await faultOf(client.store.getSession(KEY));
      expect(fault).toMatchObject({ code: 'invalid-request', errors: [{ path: 'token' }] });
      expect(String(fault)).not.toContain('cret');
      expect(seen).toEqual([]);
    }
  });

  it('is compressed only where its JSON is larger than a body may be', async () => {
    const { client, seen } = scene([json(201, RECORD)]);
    await client.store.createSession({ ...CONTENT, ticket: 'x'.repeat(512 * 1024) });
    await client.store.createSession({ ...CONTENT, ticket: '\u0000'.repeat(512 * 1024) });
    expect(seen.map(({ init: { headers } }) => headers['Content-Encoding'])).toEqual([undefined, 'gzip']);
    const packed = seen[1]?.init.body;
    expect(packed instanceof ArrayBuffer && packed.byteLength < 1024 * 1024).toBe(true);
  });
});

describe('an answer that is none', () => {
  it('of a redirect is refused, not followed', async () => {
    const { client, seen } = scene([html(302, { Location: 'https://elsewhere.example/' })]);
    const fault = await faultOf(client.store.getSession(KEY));
    expect(fault).toMatchObject({ name: 'RequestRefused', code: 'unexpected-answer' });
    expect(seen.map(({ init }) => init.redirect)).toEqual(['manual']);
  });

  it('of another service is refused without its words', async () => {
    for (const answer of [html(404), html(403), json(404, { error: KEY })]) {
      const fault = await faultOf(scene([answer]).client.store.getSession(KEY));
      expect(fault).toMatchObject({ name: 'RequestRefused', code: 'unexpected-answer' });
      expect(String(fault)).not.toContain('secret');
    }
  });

  it('of a proxy in trouble is unavailable, and leaves open what a write did', async () => {
    for (const answer of [html(502), html(503), html(524), html(200), lost]) {
      const write = scene([answer]);
      const fault = await faultOf(write.client.store.createSession(CONTENT));
      expect(fault).toMatchObject({ name: 'StorageUnavailable', mayHaveBeenStored: true });
      expect(String(fault)).not.toContain('secret');
      expect(write.seen).toHaveLength(1);
      const read = scene([answer]);
      expect(await faultOf(read.client.store.getSession(KEY))).toMatchObject({ mayHaveBeenStored: false });
      expect(read.seen).toHaveLength(3);
    }
    const fault = await faultOf(scene([html(429)]).client.store.createSession(CONTENT));
    expect(fault).toMatchObject({ name: 'StorageUnavailable', mayHaveBeenStored: false });
  });

  it('in time is unavailable', async () => {
    const never: Fetch = (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const { client } = scene([], { fetch: never, timeout: 20 });
    const fault = await faultOf(client.store.createSession(CONTENT));
    expect(fault).toMatchObject({ name: 'StorageUnavailable', mayHaveBeenStored: true });
    expect(fault.message).toContain('in time');
  });
});

describe('what is repeated', () => {
  it('is a read, and the answer counts that comes at last', async () => {
    for (const fault of [lost, unavailable(false), html(502)]) {
      const { client, seen } = scene([fault, fault, found]);
      expect(await client.store.getSession(KEY)).toMatchObject({ outcome: 'found' });
      expect(seen).toHaveLength(3);
    }
  });

  it('is a write that did not happen', async () => {
    const { client, seen } = scene([unavailable(false), json(201, RECORD)]);
    expect(await client.store.createSession(CONTENT)).toMatchObject({ outcome: 'created' });
    expect(seen).toHaveLength(2);
  });

  it('is a write under an idempotency key, with the same key and body', async () => {
    const { client, seen } = scene([lost, unavailable(true), json(201, RECORD)]);
    const options = { idempotency: { key: 'mine' } };
    expect(await client.store.createSession(CONTENT, options)).toMatchObject({ outcome: 'created' });
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ init }) => `${init.headers['Idempotency-Key']} ${init.body}`)).size).toBe(1);
  });

  it('is no write that may have happened', async () => {
    const calls: ((client: ReturnType<typeof createClient>) => Promise<unknown>)[] = [
      ({ store }) => store.createSession(CONTENT),
      ({ store }) => store.updateSession(KEY, CONTENT),
      ({ store }) => store.deleteSession(KEY),
      ({ store }) => store.deleteSessions({ subjectId: 'a', sessionId: null }),
      ({ store }) => store.getAndRemoveExpiredSessions(1),
      ({ tickets }) => tickets.touch(KEY),
      ({ tickets }) => tickets.remove(KEY),
      ({ grants }) => grants.remove(KEY, { representation: true }),
      ({ management }) => management.redeliver('x'),
      ({ clients }) => clients.test('x'),
      ({ coordination }) => coordination.logout({ subjectId: 'a', sessionId: 'b' }),
    ];
    for (const call of calls) {
      for (const answer of [lost, unavailable(true)]) {
        const { client, seen } = scene([answer]);
        expect(await faultOf(call(client))).toMatchObject({ code: 'unavailable', mayHaveBeenStored: true });
        expect(seen, String(call)).toHaveLength(1);
      }
    }
  });

  it('is no outcome and nothing that was refused', async () => {
    for (const [status, code] of [
      [409, 'key-taken'],
      [409, 'idempotency-in-progress'],
      [410, 'session-ended'],
    ] as const) {
      const { client, seen } = scene([json(status, { code, detail: 'x' })]);
      const options = { idempotency: { key: 'mine' } };
      expect(await client.store.createSession(CONTENT, options)).toEqual({ outcome: code });
      expect(seen).toHaveLength(1);
    }
    const { client, seen } = scene([json(401, { code: 'unauthorized', detail: 'x' })]);
    expect(await faultOf(client.store.getSession(KEY))).toMatchObject({ code: 'unauthorized' });
    expect(seen).toHaveLength(1);
  });

  it('comes no sooner than Retry-After', async () => {
    const { client } = scene([unavailable(false, '3'), found]);
    const start = Date.now();
    await client.store.getSession(KEY);
    expect(Date.now() - start).toBeGreaterThanOrEqual(3_000);
  });

  it('does not come after the deadline: the caller hears at once when it would make sense', async () => {
    const { client, seen } = scene([unavailable(false, '60')]);
    expect(await faultOf(client.store.getSession(KEY))).toMatchObject({ code: 'unavailable', retryAfter: 60 });
    expect(seen).toHaveLength(1);
  });
});
