/** Request bodies: type, size, encoding, shape, and the bounds of every value. Contract: "Bodies and values". */
import { describe, expect, it } from 'vitest';
import { created, fresh, keyHeader, newSession, type Session, send, told } from '../http-client.ts';

const MIB = 1024 * 1024;
const TICKET_MAX = 512 * 1024;
const create = (given: Readonly<Record<string, unknown>>) => send('POST', '/v1/sessions', { json: newSession(given) });
const post = (raw: string | Uint8Array, type: string | null = 'application/json') =>
  send('POST', '/v1/sessions', { raw, headers: type === null ? {} : { 'Content-Type': type } });
const text = () => JSON.stringify(newSession());

describe('the type of a body', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"',
    'application/json ; charset=utf-8 ; profile=x',
    'application/json;',
  ])('%s is taken', async (type) => {
    expect((await post(text(), type)).status).toBe(201);
  });
  it.each([
    null,
    'text/plain',
    'application/problem+json',
    'application/jsonp',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-8; charset=latin1',
    'application/json; charset',
    'application/json, application/json',
    'application/x-www-form-urlencoded',
  ])('%s is 415', async (type) => {
    expect(await told(await post(text(), type))).toBe('415 unsupported-media-type');
  });
  it('an empty body of another type is 415, without a type 400', async () => {
    expect(await told(await post('', 'text/plain'))).toBe('415 unsupported-media-type');
    expect(await told(await send('POST', '/v1/sessions'))).toBe('400 invalid-request (body)');
    expect(await told(await post('', 'application/json'))).toBe('400 invalid-request (body)');
  });
  it('an operation without a body ignores body and type', async () => {
    const { key } = await created();
    const junk = { raw: new Uint8Array(MIB + 1), headers: { ...keyHeader(key), 'Content-Type': 'text/plain' } };
    expect((await send('DELETE', '/v1/session', junk)).status).toBe(204);
  });
});

describe('the size of a body', () => {
  const padded = (size: number) => {
    const json = text();
    return json + ' '.repeat(size - json.length);
  };
  const chunked = (whole: string) => {
    const bytes = new TextEncoder().encode(whole);
    return new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 65_536) controller.enqueue(bytes.slice(at, at + 65_536));
        controller.close();
      },
    });
  };
  it('1 MiB is taken, one byte more is 413', async () => {
    expect((await post(padded(MIB))).status).toBe(201);
    expect(await told(await post(padded(MIB + 1)))).toBe('413 content-too-large');
  });
  it('the same without a Content-Length', async () => {
    const stream = (size: number) =>
      send('POST', '/v1/sessions', { raw: chunked(padded(size)), headers: { 'Content-Type': 'application/json' } });
    expect((await stream(MIB)).status).toBe(201);
    expect(await told(await stream(MIB + 1))).toBe('413 content-too-large');
  });
});

describe('JSON', () => {
  const start = text().slice(0, -1);
  it.each([
    ['no JSON', 'nothing'],
    ['a cut object', start],
    ['null', 'null'],
    ['a list', '[]'],
    ['a string', '"a"'],
    ['a number', '1'],
    ['two objects', '{}{}'],
    ['a comment', '/**/{}'],
    ['a trailing comma', `${start},}`],
    ['deep nesting without an end', '['.repeat(500_000)],
    ['bad UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong encoding', new Uint8Array([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('%s is 400 with an empty path', async (_, raw) => {
    expect(await told(await post(raw))).toBe('400 invalid-request (body)');
  });
  it('half a million nested lists are an unknown field, not a fault', async () => {
    const response = await post(`${start},"deep":${'['.repeat(400_000)}${']'.repeat(400_000)}}`);
    expect(await told(response)).toBe('400 invalid-request deep');
  });
  it('a deeply hidden unpaired surrogate is found', async () => {
    const response = await post(`${start},"deep":{"a":[0,"\\udc00"]}}`);
    expect(await told(response)).toBe('400 invalid-request deep.a.1 deep');
  });
  it.each(['key', 'scheme', 'subjectId', 'sessionId', 'displayName', 'device', 'ticket'])(
    'an unpaired surrogate in %s is refused',
    async (field) => {
      for (const broken of ['\\ud800', 'a\\udfff', '\\udc00\\ud800']) {
        const raw = JSON.stringify(newSession({ [field]: 'X' })).replace('"X"', `"${broken}"`);
        expect(await told(await post(raw))).toBe(`400 invalid-request ${field}`);
      }
    },
  );
  it('an unpaired surrogate in the name of a field is refused', async () => {
    expect(await told(await post(`${start},"\\ud83d":1}`))).toBe('400 invalid-request (body) (body)');
  });
  it('a surrogate pair is a character', async () => {
    const response = await post(`${start},"displayName":"\\ud83d\\ude00"}`);
    expect((await response.json<Session>()).displayName).toBe('😀');
  });
});

describe('fields', () => {
  it.each(['scheme', 'subjectId', 'sessionId', 'ticket'])('%s is required, and null is absent', async (field) => {
    expect(await told(await create({ [field]: undefined }))).toBe(`400 invalid-request ${field}`);
    expect(await told(await create({ [field]: null }))).toBe(`400 invalid-request ${field}`);
  });
  it('null is absent for the others', async () => {
    const nulls = {
      key: null,
      displayName: null,
      device: null,
      created: null,
      renewed: null,
      expires: null,
      absoluteExpires: null,
    };
    const response = await create(nulls);
    expect(response.status).toBe(201);
    const session = await response.json<Session>();
    expect(session).toMatchObject({ displayName: null, device: null, expires: null, absoluteExpires: null });
    expect(session.created).toBe(session.renewed);
    expect(Math.abs(Date.parse(session.created) - Date.now())).toBeLessThan(60_000);
  });
  it.each(['id', 'revision', 'ticketError', 'subjectid', 'toString', '__proto__', 'constructor'])(
    '%s is no field of a new session',
    async (field) => {
      const raw = `${text().slice(0, -1)},${JSON.stringify(field)}:"x"}`;
      expect(await told(await post(raw))).toBe(`400 invalid-request ${field}`);
    },
  );
  it.each([
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
  ])('%s of another type is refused', async (field) => {
    for (const other of [1, true, [], {}, ['a']]) {
      expect(await told(await create({ [field]: other }))).toBe(`400 invalid-request ${field}`);
    }
  });
});

describe('bounds, in code points', () => {
  const bounds: [string, number][] = [
    ['key', 200],
    ['scheme', 100],
    ['subjectId', 200],
    ['sessionId', 200],
    ['displayName', 200],
    ['device', 200],
  ];
  it.each(bounds)('%s has at most %i', async (field, max) => {
    for (const character of ['a', 'é', '漢', '😀', '\u0301']) {
      const longest = crypto.randomUUID().slice(0, 20) + character.repeat(max - 20);
      const response = await create({ [field]: longest });
      expect(response.status).toBe(201);
      expect((await response.json<Record<string, unknown>>())[field]).toBe(longest);
      expect(await told(await create({ [field]: `${longest}${character}` }))).toBe(`400 invalid-request ${field}`);
    }
  });
  it.each(['key', 'scheme', 'subjectId', 'sessionId'])('%s is neither empty nor white space only', async (field) => {
    for (const blank of ['', ' ', '\u00a0\u2003\u3000', '\ufeff']) {
      expect(await told(await create({ [field]: blank }))).toBe(`400 invalid-request ${field}`);
    }
  });
  it.each(['displayName', 'device'])('%s may be empty or blank', async (field) => {
    for (const blank of ['', '  ']) {
      const session = await (await create({ [field]: blank })).json<Record<string, unknown>>();
      expect(session[field]).toBe(blank);
    }
  });
  it.each(bounds)('%s holds no control characters', async (field) => {
    for (const control of ['\u0000', '\t', '\n', '\u001f', '\u007f', '\u0080', '\u009f']) {
      expect(await told(await create({ [field]: `a${control}b` }))).toBe(`400 invalid-request ${field}`);
    }
    for (const neighbour of ['\u0020', '\u007e', '\u00a0']) {
      expect((await create({ [field]: `${fresh('a')}${neighbour}b` })).status).toBe(201);
    }
  });
  it('nothing is trimmed, folded or normalised', async () => {
    const values = {
      subjectId: ` ${fresh('É')} `,
      sessionId: fresh('E\u0301 '),
      scheme: ' Cookie ',
      displayName: ' İ ',
      device: ' ß ',
    };
    expect(await (await create(values)).json()).toMatchObject(values);
  });
});

describe('tickets', () => {
  it.each([
    ['empty', ''],
    ['control characters', '\u0000\u001f\u007f\u009f\r\n\t'],
    ['512 KiB of ASCII', 'a'.repeat(TICKET_MAX)],
    ['512 KiB of two-byte characters', 'é'.repeat(TICKET_MAX / 2)],
    ['512 KiB of emoji', '😀'.repeat(TICKET_MAX / 4)],
  ])('%s comes back as it was', async (_, ticket) => {
    const { key } = await created({ ticket });
    const response = await send('GET', '/v1/session', { headers: keyHeader(key) });
    expect((await response.json<Session>()).ticket === ticket).toBe(true);
  });
  it.each([
    ['ASCII', 'a'.repeat(TICKET_MAX + 1)],
    ['two-byte characters', `${'é'.repeat(TICKET_MAX / 2)}a`],
    ['emoji', `${'😀'.repeat(TICKET_MAX / 4)}a`],
  ])('one byte more is refused: %s', async (_, ticket) => {
    expect(await told(await create({ ticket }))).toBe('400 invalid-request ticket');
  });
});
