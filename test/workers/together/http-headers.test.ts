/** Request and answer headers. Contract: "Access", "Answers". */
import { describe, expect, it } from 'vitest';
import {
  created,
  fresh,
  get,
  keyHeader,
  newSession,
  type Problem,
  type Sent,
  type Session,
  send,
  told,
} from '../http-client.ts';

describe('Session-Key', () => {
  const keys = (): [string, string][] => [
    ['emoji', fresh('🗝️👩‍👩‍👧')],
    ['right to left', fresh('مفتاح שלום')],
    ['four-byte characters', fresh('𠜎𐍈')],
    ['combining characters', fresh('e\u0301\u0323')],
    ['slashes', fresh('a/b/../c//')],
    ['commas', fresh('a,b, c')],
    ['percent signs', fresh('100%25%')],
    ['quotes, plus and semicolons', fresh('"a"+b;c=\\d')],
    ['spaces around', ` ${fresh('a')} `],
    ['the 200 longest characters', fresh('k') + '𠜎'.repeat(200)],
  ];
  it.each(keys())('a key with %s creates, reads, updates and deletes', async (_, given) => {
    const key = [...given].slice(0, 200).join('');
    const session = await created({ key });
    expect(session.key).toBe(key);
    expect(await (await get(key)).json<Session>()).toEqual(session);
    const { id: _id, ...update } = session;
    const updated = await send('PUT', '/v1/session', { json: { ...update, ticket: 'new' }, headers: keyHeader(key) });
    expect(await updated.json<Session>()).toMatchObject({ key, ticket: 'new' });
    expect((await send('DELETE', '/v1/session', { headers: keyHeader(key) })).status).toBe(204);
    expect(await told(await get(key))).toBe('404 session-not-found');
  });
  it('keys that differ in case or in normal form are different keys', async () => {
    const key = fresh('\u00e9a');
    await created({ key });
    for (const other of [key.toUpperCase(), key.normalize('NFD'), `${key} `]) {
      expect(await told(await get(other))).toBe('404 session-not-found');
    }
  });
  it('a raw value without escapes is taken as it is, plus signs too', async () => {
    const key = fresh("a/b+c,d=e;f:'(x)*!~");
    await created({ key });
    expect((await send('GET', '/v1/session', { headers: { 'Session-Key': key } })).status).toBe(200);
  });
  it.each([
    ['a lone percent sign', '%'],
    ['a broken escape', 'a%2'],
    ['no hexadecimal escape', '%zz'],
    ['bytes that are no UTF-8', '%ff'],
    ['an overlong encoding', '%c0%af'],
    ['a surrogate', '%ed%a0%80'],
    ['raw characters beyond ASCII', 'clé'],
    ['a raw space', 'a b'],
    ['two values, joined as a repeated header arrives', 'a, b'],
    ['nothing', ''],
    ['white space only', '%20%E3%80%80'],
    ['a control character', 'a%00'],
    ['a C1 control character', 'a%C2%85'],
    ['201 characters', 'a'.repeat(201)],
    ['201 emoji', encodeURIComponent('😀'.repeat(201))],
  ])('%s is 400', async (_, value) => {
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      const response = await send(method, '/v1/session', { headers: { 'Session-Key': value } });
      expect(response.status).toBe(400);
      if (method === 'GET') expect(await told(response)).toBe('400 invalid-request Session-Key');
    }
  });
  it('200 emoji are one key', async () => {
    expect(await told(await get('😀'.repeat(200)))).toBe('404 session-not-found');
  });
  it('a missing one is 400', async () => {
    expect(await told(await send('GET', '/v1/session'))).toBe('400 invalid-request Session-Key');
  });
});

describe('Session-Subject', () => {
  it.each(['right', 'wrong', '😀'])('a %s one changes no answer', async (guess) => {
    for (const key of [null, fresh('chosen')]) {
      const session = await created({ key });
      const hint = guess === 'right' ? session.subjectId : guess;
      const headers = { 'Session-Subject': encodeURIComponent(hint) };
      expect(await (await get(session.key, headers)).json<Session>()).toEqual(session);
      const { id: _id, ...update } = session;
      const all = { ...headers, ...keyHeader(session.key) };
      expect((await send('PUT', '/v1/session', { json: update, headers: all })).status).toBe(200);
      expect((await send('DELETE', '/v1/session', { headers: all })).status).toBe(204);
      expect(await told(await get(session.key, headers))).toBe('404 session-not-found');
    }
  });
  it.each(['', '%', '%ff', '%20', '%0a', 'a b', 'a'.repeat(201)])('%j is 400', async (value) => {
    expect(await told(await get('any', { 'Session-Subject': value }))).toBe('400 invalid-request Session-Subject');
  });
});

describe('On-Behalf-Of', () => {
  it.each(['a', 'Jane%20Doe', '%F0%9F%98%80', 'a'.repeat(200), encodeURIComponent('😀'.repeat(200))])(
    '%j is taken',
    async (value) => {
      const response = await send('POST', '/v1/sessions', { json: newSession(), headers: { 'On-Behalf-Of': value } });
      expect(response.status).toBe(201);
    },
  );
  it.each(['', '%', '%ff', '%00', 'Jürgen', 'a'.repeat(201)])('%j is 400 on every operation', async (value) => {
    for (const [method, path] of [
      ['GET', '/v1/sessions'],
      ['GET', '/v1/sessions/x'],
      ['POST', '/v1/sessions/delete'],
    ] as const) {
      const json = method === 'POST' ? { json: { subjectId: 'x' } } : {};
      const response = await send(method, path, { ...json, headers: { 'On-Behalf-Of': value } });
      expect(await told(response)).toBe('400 invalid-request On-Behalf-Of');
    }
  });
});

describe('If-Match', () => {
  const put = ({ id: _id, ...json }: Session, value: string) =>
    send('PUT', '/v1/session', { json, headers: { ...keyHeader(json.key ?? ''), 'If-Match': value } });
  const drop = (key: string, value: string) =>
    send('DELETE', '/v1/session', { headers: { ...keyHeader(key), 'If-Match': value } });

  it.each(['*', '"{}"', '"1", "{}"', ',W/"1" , "{}",'])('%s lets a change through', async (form) => {
    const session = await created();
    const updated = await put(session, form.replace('{}', String(session.revision)));
    const { revision } = await updated.json<Session>();
    expect(revision).toBeGreaterThan(session.revision);
    expect((await drop(session.key, form.replace('{}', String(revision)))).status).toBe(204);
  });
  it.each(['"1"', 'W/"{}"', '"x{}"', '"0{}"', '""', '"9007199254740993"'])('%s is 412', async (form) => {
    const session = await created();
    const value = form.replace('{}', String(session.revision));
    expect(await told(await put(session, value))).toBe('412 revision-mismatch');
    expect(await told(await drop(session.key, value))).toBe('412 revision-mismatch');
    expect((await get(session.key)).headers.get('ETag')).toBe(`"${session.revision}"`);
  });
  it.each(['1', '"1', '"1" "2"', '*, "1"', ',', 'w/"1"', "'1'"])('%s is 400', async (value) => {
    const session = await created();
    expect(await told(await put(session, value))).toBe('400 invalid-request If-Match');
    expect(await told(await drop(session.key, value))).toBe('400 invalid-request If-Match');
  });
  it('nothing there is as without it', async () => {
    const { key } = await created();
    await drop(key, '*');
    for (const value of ['*', '"1"']) expect((await drop(key, value)).status).toBe(204);
    for (const value of ['*', '"1"']) expect((await drop(fresh('never'), value)).status).toBe(204);
  });
});

describe('X-Request-Id', () => {
  it.each(['a', 'A-z_0.9=', 'x'.repeat(128)])('%j comes back', async (id) => {
    for (const [path, token] of [
      ['/v1/sessions', 'store-token'],
      ['/v1/nothing', 'store-token'],
      ['/v1/session', null],
      ['/', null],
      ['/none', null],
    ] as const) {
      const response = await send('GET', path, { token, headers: { 'X-Request-Id': id } });
      expect(response.headers.get('X-Request-Id')).toBe(id);
      if (response.status >= 400) expect((await response.json<Problem>()).requestId).toBe(id);
    }
  });
  it.each(['', 'x'.repeat(129), 'a b', 'a,b', 'ä', '<script>'])('%j is replaced by ours', async (id) => {
    const response = await send('GET', '/v1/session', { headers: { 'X-Request-Id': id } });
    const ours = response.headers.get('X-Request-Id');
    expect(ours).toMatch(/^[A-Za-z0-9_.=-]{1,128}$/);
    expect((await response.json<Problem>()).requestId).toBe(ours);
  });
});

describe('every answer under /v1', () => {
  it.each([
    ['200', 'GET', '/v1/sessions', 'store-token'],
    ['400', 'GET', '/v1/session', 'store-token'],
    ['401', 'GET', '/v1/sessions', null],
    ['403', 'GET', '/v1/sessions', 'read-token'],
    ['404', 'GET', '/v1/nothing', 'store-token'],
    ['405', 'PATCH', '/v1/sessions', 'store-token'],
    ['415', 'POST', '/v1/sessions', 'store-token'],
  ] as const)('%s is not stored by anyone and tells its cost', async (status, method, path, token) => {
    const response = await send(method, path, { token, ...(status === '415' ? { raw: '{}' } : {}) });
    expect(String(response.status)).toBe(status);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Server-Timing')).toMatch(
      /^object;desc=\d+, d1;desc=\d+, read;desc=\d+, written;desc=\d+$/,
    );
    if (!response.ok) expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  });
});

describe('Prefer: respond-async', () => {
  it('does not wait for the index, and says so where a list may show something else', async () => {
    const headers = { Prefer: 'respond-async' };
    const pending = async (method: string, path: string, sent: Sent) => {
      const response = await send(method, path, { ...sent, headers: { ...headers, ...sent.headers } });
      expect(response.ok).toBe(true);
      return response.headers.get('Session-Index');
    };
    const json = newSession({ key: fresh('key') });
    expect(await pending('POST', '/v1/sessions', { json })).toBe('pending');
    const { id: _id, ...update } = await created();
    const sent = { headers: keyHeader(update.key) };
    expect(await pending('PUT', '/v1/session', { ...sent, json: { ...update, displayName: 'new' } })).toBe('pending');
    expect(await pending('DELETE', '/v1/session', sent)).toBe('pending');
    expect(await pending('POST', '/v1/sessions/delete', { json: { subjectId: json.subjectId } })).toBe('pending');
  });
});
