/** The operations on one record, over HTTP. Contract: "Session store". */
import { describe, expect, it } from 'vitest';
import { created, fresh, get, keyHeader, newSession, type Session, send, told } from '../http-client.ts';

const FIELDS = [
  'id',
  'key',
  'scheme',
  'subjectId',
  'sessionId',
  'displayName',
  'device',
  'created',
  'renewed',
  'expires',
  'absoluteExpires',
  'ticket',
  'revision',
  'ticketError',
];
const put = (key: string, json: unknown, headers: Readonly<Record<string, string>> = {}) =>
  send('PUT', '/v1/session', { json, headers: { ...keyHeader(key), ...headers } });
const drop = (key: string) => send('DELETE', '/v1/session', { headers: keyHeader(key) });
const updateOf = ({ id: _id, key: _key, revision: _revision, ticketError: _error, ...update }: Session) => update;

async function idOf(key: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)));
  return digest.toBase64({ alphabet: 'base64url', omitPadding: true });
}

describe('CreateSession', () => {
  it('mints a key that is 22 and 43 characters, and answers every field', async () => {
    const response = await send('POST', '/v1/sessions', { json: newSession() });
    const session = await response.json<Session>();
    expect(response.status).toBe(201);
    expect(response.headers.get('Content-Type')).toBe('application/json');
    expect(Object.keys(session)).toEqual(FIELDS);
    expect(session.key).toMatch(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
    expect(session.id).toBe(await idOf(session.key ?? ''));
    expect(response.headers.get('Location')).toBe(`/v1/sessions/${session.id}`);
    expect(response.headers.get('ETag')).toBe(`"${session.revision}"`);
    expect(Number.isSafeInteger(session.revision)).toBe(true);
    expect(session.ticketError).toBeNull();
  });
  it('keeps times as sent, also an expiry that is past', async () => {
    const times = {
      created: '2020-01-01T00:00:00.000Z',
      renewed: '2020-01-02T00:00:00.000Z',
      expires: '2020-01-03T00:00:00.000Z',
      absoluteExpires: '2020-01-04T00:00:00.000Z',
    };
    const session = await created(times);
    expect(session).toMatchObject(times);
    expect(await (await get(session.key)).json<Session>()).toMatchObject(times);
  });
  it('refuses a key that is taken, whoever asks', async () => {
    const { key, subjectId } = await created({ key: fresh('key') });
    expect(await told(await send('POST', '/v1/sessions', { json: newSession({ key, subjectId }) }))).toBe(
      '409 key-taken',
    );
    expect(await told(await send('POST', '/v1/sessions', { json: newSession({ key }) }))).toBe('409 key-taken');
  });
  it('refuses a key that has ended, for every subject', async () => {
    for (const given of [undefined, fresh('key')]) {
      const { key, subjectId } = await created({ key: given });
      await drop(key);
      expect(await told(await send('POST', '/v1/sessions', { json: newSession({ key, subjectId }) }))).toBe(
        '410 session-ended',
      );
      expect(await told(await send('POST', '/v1/sessions', { json: newSession({ key }) }))).toBe('410 session-ended');
    }
  });
});

describe('Idempotency-Key', () => {
  const post = (raw: string, key: string, token = 'store-token') =>
    send('POST', '/v1/sessions', {
      raw,
      token,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    });

  it('gives the first answer again, whatever became of the session', async () => {
    const [raw, key] = [JSON.stringify(newSession()), crypto.randomUUID()];
    const first = await post(raw, key);
    const session = await first.json<Session>();
    expect(first.headers.get('Idempotency-Replayed')).toBeNull();
    await put(session.key ?? '', { ...updateOf(session), ticket: 'another' });
    for (let ended = false; ; ended = true) {
      const again = await post(raw, key);
      expect(again.status).toBe(201);
      expect(again.headers.get('Idempotency-Replayed')).toBe('true');
      expect(again.headers.get('Location')).toBe(`/v1/sessions/${session.id}`);
      expect(again.headers.get('ETag')).toBe(`"${session.revision}"`);
      expect(await again.json()).toEqual(session);
      if (ended) break;
      await drop(session.key ?? '');
    }
  });
  it('belongs to the bytes of the body', async () => {
    const [json, key] = [newSession(), crypto.randomUUID()];
    await post(JSON.stringify(json), key);
    expect(await told(await post(`${JSON.stringify(json)} `, key))).toBe('422 idempotency-key-reused');
  });
  it('belongs to token and subject', async () => {
    const [json, key] = [newSession(), crypto.randomUUID()];
    const answers = [
      await post(JSON.stringify(json), key),
      await post(JSON.stringify(json), key, 'all-token'),
      await post(JSON.stringify({ ...json, subjectId: fresh('other') }), key),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.get('Idempotency-Replayed')])).toEqual(
      Array(3).fill([201, null]),
    );
    expect(new Set(await Promise.all(answers.map(async (answer) => (await answer.json<Session>()).id))).size).toBe(3);
  });
  it('creates one session, however many requests run at once', async () => {
    const [raw, key] = [JSON.stringify(newSession()), crypto.randomUUID()];
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(raw, key)));
    const outcomes = await Promise.all(answers.map(told));
    expect(new Set(outcomes).difference(new Set(['201', '409 idempotency-in-progress']))).toEqual(new Set());
    const firsts = answers.filter(({ ok, headers }) => ok && headers.get('Idempotency-Replayed') === null);
    expect(firsts).toHaveLength(1);
  });
  it('remembers no error', async () => {
    const [key, taken] = [crypto.randomUUID(), await created({ key: fresh('key') })];
    const raw = JSON.stringify(newSession({ subjectId: taken.subjectId, key: taken.key }));
    expect(await told(await post(raw, key))).toBe('409 key-taken');
    const other = JSON.stringify(newSession({ subjectId: taken.subjectId }));
    expect((await post(other, key)).status).toBe(201);
  });
  it('has 1 to 255 visible ASCII characters', async () => {
    const raw = () => JSON.stringify(newSession());
    expect((await post(raw(), fresh('x').padEnd(255, '~'))).status).toBe(201);
    for (const key of ['', 'a b', 'a, b', 'x'.repeat(256), 'é']) {
      expect(await told(await post(raw(), key))).toBe('400 invalid-request Idempotency-Key');
    }
  });
});

describe('GetSession', () => {
  it('answers the record with its revision, HEAD without a body', async () => {
    const session = await created({ expires: '2020-01-01T00:00:00Z' });
    const response = await get(session.key);
    expect(response.headers.get('ETag')).toBe(`"${session.revision}"`);
    expect(await response.json()).toEqual(session);
    const head = await send('HEAD', '/v1/session', { headers: keyHeader(session.key) });
    expect([head.status, head.headers.get('ETag'), await head.text()]).toEqual([200, `"${session.revision}"`, '']);
  });
  it('is 404 for a key that never existed or has ended', async () => {
    const { key } = await created();
    await drop(key);
    for (const unknown of [key, fresh('never'), `${key.slice(0, 23)}${'A'.repeat(43)}`]) {
      expect(await told(await get(unknown))).toBe('404 session-not-found');
      expect((await send('HEAD', '/v1/session', { headers: keyHeader(unknown) })).status).toBe(404);
    }
  });
});

describe('UpdateSession', () => {
  it('replaces every field, subject and sid too; the rest is null when absent', async () => {
    for (const key of [undefined, fresh('key')]) {
      const session = await created({ key, displayName: 'Jane', device: 'Firefox', expires: '2099-01-01T00:00:00Z' });
      const update = {
        ...newSession({ scheme: 'other' }),
        created: '2021-01-01T00:00:00.000Z',
        renewed: '2021-01-01T00:00:00.000Z',
      };
      const response = await put(session.key, update);
      const updated = await response.json<Session>();
      const absent = { displayName: null, device: null, expires: null, absoluteExpires: null };
      expect(updated).toEqual({ ...session, ...update, ...absent, revision: updated.revision });
      expect(updated.revision).toBeGreaterThan(session.revision);
      expect(response.headers.get('ETag')).toBe(`"${updated.revision}"`);
      expect(await (await get(session.key)).json()).toEqual(updated);
    }
  });
  it.each(['scheme', 'subjectId', 'sessionId', 'created', 'renewed', 'ticket'])('%s is required', async (field) => {
    const session = await created();
    const response = await put(session.key, { ...updateOf(session), [field]: null });
    expect(await told(response)).toBe(`400 invalid-request ${field}`);
  });
  it('may repeat id, key, revision and ticketError', async () => {
    const session = await created();
    expect((await put(session.key, session)).status).toBe(200);
    expect((await put(session.key, { ...session, revision: 'any', ticketError: [1] })).status).toBe(200);
    expect((await put(session.key, { ...session, id: null, key: null, revision: null })).status).toBe(200);
  });
  it('refuses another id or key', async () => {
    const [session, other] = [await created(), await created()];
    const response = await put(session.key, { ...session, id: other.id, key: other.key });
    expect(await told(response)).toBe('400 invalid-request id key');
    expect(await told(await put(session.key, { ...session, id: 1 }))).toBe('400 invalid-request id');
    expect(await told(await put(session.key, { ...session, other: 1 }))).toBe('400 invalid-request other');
  });
  it('is 404 for a key that never existed and 410 for one that has ended', async () => {
    const session = await created();
    expect(await told(await put(fresh('never'), updateOf(session)))).toBe('404 session-not-found');
    await drop(session.key);
    expect(await told(await put(session.key, updateOf(session)))).toBe('410 session-ended');
  });
});

describe('DeleteSession', () => {
  it('is 204 without a body, also when there is nothing', async () => {
    const { key } = await created();
    for (const absent of [key, key, fresh('never')]) {
      const response = await drop(absent);
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
  });
  it('leaves no mark for a key that never existed', async () => {
    const key = fresh('never');
    await drop(key);
    expect((await send('POST', '/v1/sessions', { json: newSession({ key }) })).status).toBe(201);
  });
});

describe('one, by id', () => {
  it('is the record without key and ticket, and without an ETag', async () => {
    const { key: _key, ticket: _ticket, ...summary } = await created({ displayName: 'Jane' });
    const response = await send('GET', `/v1/sessions/${summary.id}`);
    expect(response.headers.get('ETag')).toBeNull();
    expect(await response.json()).toEqual(summary);
    expect((await send('HEAD', `/v1/sessions/${summary.id}`)).status).toBe(200);
  });
  it('is found by an id with escapes, which is the same segment', async () => {
    const { id } = await created();
    const escaped = `%${(id.codePointAt(0) ?? 0).toString(16)}${id.slice(1)}`;
    expect((await send('GET', `/v1/sessions/${escaped}`)).status).toBe(200);
  });
  it.each([
    'a',
    'A'.repeat(43),
    'A'.repeat(44),
    '%',
    '%zz',
    '%ff',
    'a%2Fb',
    '%F0%9F%98%80',
    '%00',
    '...',
    'x'.repeat(5_000),
  ])('%s is 404', async (id) => {
    expect(await told(await send('GET', `/v1/sessions/${id}`))).toBe('404 session-not-found');
  });
  it('is 404 once it has ended', async () => {
    const { key, id } = await created();
    await drop(key);
    expect(await told(await send('GET', `/v1/sessions/${id}`))).toBe('404 session-not-found');
  });
});
