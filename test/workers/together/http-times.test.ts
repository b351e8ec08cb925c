/** Times in and out over HTTP. Contract: "Bodies and values". The parser's own edges: `test/unit/http-time.test.ts`. */
import { expect, it } from 'vitest';
import { created, get, newSession, type Session, send, told } from '../http-client.ts';

it.each([
  ['2026-11-21T13:10:00Z', '2026-11-21T13:10:00.000Z'],
  ['2026-11-21t13:10:00.1z', '2026-11-21T13:10:00.100Z'],
  ['2026-11-21T13:10:00.123999999Z', '2026-11-21T13:10:00.123Z'],
  ['2026-11-21T13:10:00+05:45', '2026-11-21T07:25:00.000Z'],
  ['2026-11-21T13:10:00-23:59', '2026-11-22T13:09:00.000Z'],
  ['2028-02-29T00:00:00-00:00', '2028-02-29T00:00:00.000Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('%s comes out as %s, also when it was read again', async (sent, told) => {
  const times = { created: sent, renewed: sent, expires: sent, absoluteExpires: sent };
  const session = await created(times);
  const expected = { created: told, renewed: told, expires: told, absoluteExpires: told };
  expect(session).toMatchObject(expected);
  expect(await (await get(session.key)).json<Session>()).toMatchObject(expected);
});

it.each([
  '2026-02-30T00:00:00Z',
  '2026-11-21T23:59:60Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21 13:10:00Z',
  '2026-11-21T13:10:00',
  '2026-11-21',
  '2026-11-21T13:10Z',
  '2026-11-21T13:10:00.Z',
  '2026-11-21T13:10:00+0100',
  '9999-12-31T23:59:59-00:01',
  '0000-01-01T00:00:00+00:01',
  '+002026-11-21T13:10:00Z',
  ' 2026-11-21T13:10:00Z',
  '1795262400000',
  '',
])('%j is refused', async (time) => {
  for (const field of ['created', 'renewed', 'expires', 'absoluteExpires']) {
    const response = await send('POST', '/v1/sessions', { json: newSession({ [field]: time }) });
    expect(await told(response)).toBe(`400 invalid-request ${field}`);
  }
});
