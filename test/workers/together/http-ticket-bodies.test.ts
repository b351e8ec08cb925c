/** What a ticket may hold, both sides of every limit. Contract: "Bodies and values", "Ticket store". */
import { describe, expect, it } from 'vitest';
import { fresh, keyHeader, send, told } from '../http-client.ts';
import { newTicket, renew, retrieve, type Stored, stored } from '../ticket-client.ts';

const post = (json: unknown) => send('POST', '/v1/tickets', { json });
const postTicket = (changes: Readonly<Record<string, unknown>>) => post({ ticket: { ...newTicket(), ...changes } });
const sub = { type: 'sub', value: 'somebody' };
const claimsWith = (claim: unknown) => ({ claims: [sub, claim] });
const many = (count: number, entry: (n: number) => unknown) => Array.from({ length: count }, (_, n) => entry(n));

describe('a ticket is refused', () => {
  it.each<[string, Record<string, unknown>]>([
    ['ticket.scheme', { scheme: undefined }],
    ['ticket.scheme', { scheme: null }],
    ['ticket.scheme', { scheme: 1 }],
    ['ticket.scheme', { scheme: '' }],
    ['ticket.scheme', { scheme: ' ' }],
    ['ticket.scheme', { scheme: 'a\u0000' }],
    ['ticket.scheme', { scheme: 's'.repeat(101) }],
    ['ticket.claims', { claims: undefined }],
    ['ticket.claims', { claims: {} }],
    ['ticket.claims', { claims: many(1001, () => sub) }],
    ['ticket.claims.1', claimsWith(null)],
    ['ticket.claims.1', claimsWith('sub')],
    ['ticket.claims.1.type', claimsWith({ value: 'v' })],
    ['ticket.claims.1.type', claimsWith({ type: '', value: 'v' })],
    ['ticket.claims.1.type', claimsWith({ type: '😀'.repeat(501), value: 'v' })],
    ['ticket.claims.1.value', claimsWith({ type: 't' })],
    ['ticket.claims.1.value', claimsWith({ type: 't', value: 1 })],
    ['ticket.claims.1.value', claimsWith({ type: 't', value: '\ud800' })],
    ['ticket.claims.1.valueType', claimsWith({ type: 't', value: 'v', valueType: 1 })],
    ['ticket.claims.1.issuer', claimsWith({ type: 't', value: 'v', issuer: false })],
    ['ticket.claims.1.other', claimsWith({ type: 't', value: 'v', other: 1 })],
    ['ticket.claims.0.value', { claims: [{ type: 'sub', value: 's'.repeat(201) }] }],
    ['ticket.claims.0.value', { claims: [{ type: 'sub', value: 'a\u007f' }] }],
    ['ticket.claims.1.value', claimsWith({ type: 'sid', value: 's'.repeat(201) })],
    ['ticket.claims.1.value', claimsWith({ type: 'sid', value: 'a\n' })],
    ['ticket.claims.1.value', claimsWith({ type: 'sid', value: ' ' })],
    ['ticket.properties', { properties: undefined }],
    ['ticket.properties.items', { properties: {} }],
    ['ticket.properties.items', { properties: { items: [] } }],
    ['ticket.properties.items', { properties: { items: 'x' } }],
    ['ticket.properties.items.device', { properties: { items: { device: 1 } } }],
    ['ticket.properties.items', { properties: { items: { ['n'.repeat(41)]: 1 } } }],
    ['ticket.properties.issued', { properties: { items: {}, issued: '2026-01-01' } }],
    ['ticket.properties.issued', { properties: { items: {}, issued: 1 } }],
    ['ticket.properties.expires', { properties: { items: {}, expires: '2026-06-30T23:59:60Z' } }],
    ['ticket.properties.isPersistent', { properties: { items: {}, isPersistent: 'true' } }],
    ['ticket.properties.allowRefresh', { properties: { items: {}, allowRefresh: 1 } }],
    ['ticket.properties.other', { properties: { items: {}, other: 1 } }],
    ['ticket.sessionId', { sessionId: '' }],
    ['ticket.sessionId', { sessionId: ' ' }],
    ['ticket.sessionId', { sessionId: 's'.repeat(201) }],
    ['ticket.sessionId', { sessionId: 'a\u0085' }],
    ['ticket.issuer', { issuer: 1 }],
    ['ticket.issuer', { issuer: ' ' }],
    ['ticket.issuer', { issuer: 'i'.repeat(2001) }],
    ['ticket.clientIds', { clientIds: undefined }],
    ['ticket.clientIds', { clientIds: 'web' }],
    ['ticket.clientIds', { clientIds: many(101, (n) => `client-${n}`) }],
    ['ticket.clientIds.0', { clientIds: [''] }],
    ['ticket.clientIds.0', { clientIds: [null] }],
    ['ticket.clientIds.0', { clientIds: ['c'.repeat(201)] }],
    ['ticket.clients', { clients: {} }],
    ['ticket.clients', { clients: many(101, (n) => ({ clientId: `client-${n}` })) }],
    ['ticket.clients.0.clientId', { clients: [{}] }],
    ['ticket.clients.0.clientId', { clients: [{ clientId: 'c\u0000' }] }],
    ['ticket.clients.0.sub', { clients: [{ clientId: 'c', sub: '' }] }],
    ['ticket.clients.0.sid', { clients: [{ clientId: 'c', sid: 's'.repeat(201) }] }],
    ['ticket.clients.0.other', { clients: [{ clientId: 'c', other: 's' }] }],
    ['ticket.other', { other: 1 }],
    ['ticket.clients', { clientIds: many(100, (n) => `client-${n}`), clients: [{ clientId: 'one more' }] }],
  ])('for %s (%#)', async (path, changes) => {
    expect(await told(await postTicket(changes))).toBe(`400 invalid-request ${path}`);
  });
  it.each<[string, unknown]>([
    ['ticket', {}],
    ['ticket', { ticket: null }],
    ['ticket', { ticket: 'text' }],
    ['ticket', { ticket: 1 }],
    ['key', { ticket: newTicket(), key: 'mine' }],
  ])('for %s of the body (%#)', async (path, json) => {
    expect(await told(await post(json))).toBe(`400 invalid-request ${path}`);
  });
  it('with everything that is wrong at once, and without a word of it', async () => {
    const secret = 'S3cretValue';
    const response = await postTicket({ scheme: [secret], sessionId: `${secret}\u0000`, claims: [{ type: secret }] });
    const text = await response.text();
    expect(text).not.toContain(secret);
    expect(JSON.parse(text).errors.map(({ path }: { path: string }) => path)).toEqual([
      'ticket.scheme',
      'ticket.claims.0.value',
      'ticket.sessionId',
    ]);
  });
});

it('whatever stands in the place of a member, the answer is 201 or 400', async () => {
  const whole = {
    ...newTicket({ claims: [{ type: 'sid', value: 'S' }], properties: { issued: '2026-01-01T00:00:00Z' } }),
    sessionId: 'S',
    issuer: 'i',
    clients: [{ clientId: 'c', sub: 's', sid: 's' }],
  };
  const odd: unknown[] = ['', ' ', '\u0000', 'x'.repeat(3_000), 0, -1.5, true, [], [[]], [1], {}, { constructor: 1 }];
  const statuses = new Set<number>();
  const replaceEach = async (value: unknown, put: (other: unknown) => unknown): Promise<void> => {
    for (const other of odd) statuses.add((await post(put(other))).status);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      await replaceEach(member, (other) =>
        put(Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other }),
      );
    }
  };
  await replaceEach(whole, (ticket) => ({ ticket }));
  expect([...statuses].sort()).toEqual([201, 400]);
});

describe('a ticket may hold', () => {
  it('as much as the limits say', async () => {
    const answers = [
      await postTicket({ scheme: '😀'.repeat(100) }),
      await postTicket({ claims: [sub, ...many(999, (n) => ({ type: 't', value: `${n}` }))] }),
      await postTicket(claimsWith({ type: '😀'.repeat(500), value: '' })),
      await postTicket(claimsWith({ type: '\u0000 ', value: '\u0000', valueType: '\n', issuer: '' })),
      await postTicket({ claims: [{ type: 'sub', value: '😀'.repeat(200) }] }),
      await postTicket({ sessionId: '😀'.repeat(200) }),
      await postTicket({ ...claimsWith({ type: 'sid', value: ' ' }), sessionId: 'S' }),
      await postTicket({ issuer: 'i'.repeat(2000) }),
      await postTicket({ clientIds: many(100, (n) => `${n}`.padEnd(200, 'c')) }),
      await postTicket({ clientIds: ['a'], clients: many(99, (n) => ({ clientId: `c${n}`, sub: 's', sid: null })) }),
      await postTicket({ clientIds: many(100, () => 'same'), clients: [{ clientId: 'other' }] }),
      await postTicket({ properties: { items: { a: null, ['n'.repeat(1000)]: '\u0000' } }, clients: null }),
    ];
    expect(await Promise.all(answers.map(told))).toEqual(answers.map(() => '201'));
  });
  it('512 KiB of UTF-8 of its JSON text, and not a byte more', async () => {
    const bytesOf = (ticket: unknown) => new TextEncoder().encode(JSON.stringify(ticket)).length;
    for (const filler of ['a', 'ä']) {
      const without = { ...newTicket(), claims: [sub, { type: 'big', value: '' }] };
      const room = 512 * 1024 - bytesOf(without);
      const size = Math.floor(room / new TextEncoder().encode(filler).length);
      const value = filler.repeat(size).padEnd(size + (room % new TextEncoder().encode(filler).length), 'x');
      const ticket = { ...without, claims: [sub, { type: 'big', value }] };
      expect(bytesOf(ticket)).toBe(512 * 1024);
      const response = await post({ ticket });
      expect(response.status).toBe(201);
      const { key } = await response.json<Stored>();
      expect((await (await retrieve(key)).json<Stored>()).ticket.claims[1]?.value).toBe(value);
      expect((await renew(key, ticket)).status).toBe(200);
      const more = { ...without, claims: [sub, { type: 'big', value: `${value}a` }] };
      expect(await told(await post({ ticket: more }))).toBe('400 invalid-request ticket');
      expect(await told(await renew(key, more))).toBe('400 invalid-request ticket');
    }
  });
});

describe('the body of PUT /v1/ticket', () => {
  it('may repeat id, key, revision and ticketError', async () => {
    const { key, session } = await stored();
    const ticket = newTicket({ subject: session.subjectId });
    const put = (json: unknown) => send('PUT', '/v1/ticket', { json, headers: keyHeader(key) });
    expect((await put({ ticket, id: session.id, key, revision: 'any', ticketError: [1] })).status).toBe(200);
    expect(await told(await put({ ticket, id: 'other', key: 'other' }))).toBe('400 invalid-request id key');
    expect(await told(await put({ ticket, session }))).toBe('400 invalid-request session');
  });
});

describe('the headers', () => {
  it.each([
    ['GET', '/v1/ticket'],
    ['PUT', '/v1/ticket'],
    ['DELETE', '/v1/ticket'],
    ['POST', '/v1/ticket/renew'],
  ])('%s %s needs a Session-Key, and takes no empty header', async (method, path) => {
    const json = method === 'PUT' ? { json: { ticket: newTicket() } } : {};
    expect(await told(await send(method, path, json))).toBe('400 invalid-request Session-Key');
    const key = 'k'.repeat(201);
    expect(await told(await send(method, path, { ...json, headers: keyHeader(key) }))).toBe(
      '400 invalid-request Session-Key',
    );
    const headers = { ...keyHeader(fresh('key')), 'Session-Subject': '' };
    expect(await told(await send(method, path, { ...json, headers }))).toBe('400 invalid-request Session-Subject');
  });
  it.each(['PUT', 'DELETE'])('%s refuses an If-Match that is none', async (method) => {
    const json = method === 'PUT' ? { json: { ticket: newTicket() } } : {};
    const headers = { ...keyHeader(fresh('key')), 'If-Match': 'abc' };
    expect(await told(await send(method, '/v1/ticket', { ...json, headers }))).toBe('400 invalid-request If-Match');
  });
  it('other methods are 405', async () => {
    for (const [method, path, allow] of [
      ['GET', '/v1/tickets', 'POST'],
      ['POST', '/v1/ticket', 'GET, HEAD, PUT, DELETE'],
      ['GET', '/v1/ticket/renew', 'POST'],
    ] as const) {
      const response = await send(method, path);
      expect([response.status, response.headers.get('Allow')]).toEqual([405, allow]);
    }
  });
});
