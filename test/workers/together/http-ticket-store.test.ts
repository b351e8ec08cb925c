/** StoreAsync over HTTP. Contract: "Ticket store". */
import { describe, expect, it } from 'vitest';
import { created, fresh, get, type Session, send, told } from '../http-client.ts';
import { inSeconds, newTicket, renew, retrieve, type Stored, store, stored } from '../ticket-client.ts';

const SESSION_FIELDS = [
  'id',
  'subjectId',
  'sessionId',
  'displayName',
  'device',
  'created',
  'renewed',
  'expires',
  'absoluteExpires',
  'issuer',
  'clientIds',
  'revision',
];

describe('StoreAsync', () => {
  it('answers key, ticket and session, every member there, absent ones null', async () => {
    const subject = fresh('subject');
    const response = await store({ subject });
    const { key, ticket, session } = await response.json<Stored>();
    expect(response.status).toBe(201);
    expect(key).toMatch(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
    expect(Object.keys(session)).toEqual(SESSION_FIELDS);
    expect(ticket).toEqual({
      scheme: 'cookie',
      claims: [{ type: 'sub', value: subject, valueType: null, issuer: null }],
      properties: { issued: session.renewed, expires: null, isPersistent: null, allowRefresh: null, items: {} },
      sessionId: session.sessionId,
      issuer: null,
      clientIds: [],
      clients: [],
    });
    expect(session).toMatchObject({ subjectId: subject, displayName: null, device: null, expires: null });
    expect(session).toMatchObject({ absoluteExpires: null, issuer: null, clientIds: [] });
    expect(session.created).toBe(session.renewed);
    expect(Math.abs(Date.parse(session.created) - Date.now())).toBeLessThan(60_000);
    expect(response.headers.get('ETag')).toBe(`"${session.revision}"`);
    expect(response.headers.get('Server-Timing')).toMatch(/^object;desc=1, d1;desc=/);
  });
  it('keeps everything that is given', async () => {
    const given = {
      scheme: 'oidc',
      claims: [
        { type: 'sub', value: fresh('subject'), valueType: 'string', issuer: 'https://id.example' },
        { type: 'role', value: '' },
        { type: 'role', value: 'admin\u0000' },
      ],
      properties: {
        issued: '2026-01-01T01:00:00.1239+01:00',
        expires: '2099-01-01T00:00:00Z',
        isPersistent: true,
        allowRefresh: false,
        items: { device: 'Firefox on Windows', '': '', constructor: 'c', ['__proto__']: 'p', toString: 't' },
      },
      sessionId: 'SID',
      issuer: 'https://id.example',
      clientIds: ['web'],
      clients: [{ clientId: 'web', sub: 'pairwise', sid: 'own' }],
    };
    const response = await send('POST', '/v1/tickets', { json: { ticket: given } });
    const { key, ticket, session } = await response.json<Stored>();
    expect(ticket).toMatchObject({
      scheme: 'oidc',
      claims: [
        given.claims[0],
        { type: 'role', value: '', valueType: null, issuer: null },
        { type: 'role', value: 'admin\u0000', valueType: null, issuer: null },
      ],
      properties: { issued: '2026-01-01T00:00:00.123Z', expires: '2099-01-01T00:00:00.000Z', isPersistent: true },
      sessionId: 'SID',
      issuer: 'https://id.example',
      clientIds: ['web'],
      clients: given.clients,
    });
    expect(ticket.properties.allowRefresh).toBe(false);
    expect(Object.entries(ticket.properties.items).sort()).toEqual(
      [
        ['', ''],
        ['__proto__', 'p'],
        ['constructor', 'c'],
        ['device', 'Firefox on Windows'],
        ['toString', 't'],
      ].sort(),
    );
    expect(session).toMatchObject({ device: 'Firefox on Windows', issuer: 'https://id.example', clientIds: ['web'] });
    expect(await (await retrieve(key)).json()).toEqual({ ticket, session });
  });
  it('created = renewed = issued, also one that is past, and an expiry that is past', async () => {
    const { session } = await stored({
      properties: { issued: '2020-01-01T00:00:00Z', expires: '2020-01-02T00:00:00Z' },
    });
    expect(session).toMatchObject({
      created: '2020-01-01T00:00:00.000Z',
      renewed: '2020-01-01T00:00:00.000Z',
      expires: '2020-01-02T00:00:00.000Z',
    });
  });
  it('is a record of the session store, whose ticket is this as JSON text', async () => {
    const { key, ticket, session } = await stored({ clientIds: ['web'], properties: { expires: inSeconds(3600) } });
    const record = await (await get(key)).json<Session>();
    const { issuer: _issuer, clientIds: _clientIds, ...shared } = session;
    expect(record).toMatchObject({ ...shared, key, scheme: ticket.scheme, ticketError: null });
    expect(JSON.parse(record.ticket ?? '')).toMatchObject({
      scheme: ticket.scheme,
      sessionId: session.sessionId,
      clientIds: ['web'],
      properties: { issued: session.renewed, expires: session.expires },
    });
  });
});

describe('the subject', () => {
  it('is the first claim of type sub', async () => {
    const subject = fresh('first');
    const { session } = await stored({ subject, claims: [{ type: 'sub', value: 'second' }] });
    expect(session.subjectId).toBe(subject);
  });
  it.each([
    ['none', []],
    ['an empty one', [{ type: 'sub', value: '' }]],
    ['a blank one', [{ type: 'sub', value: ' \t' }]],
    [
      'a blank one before another',
      [
        { type: 'sub', value: ' ' },
        { type: 'sub', value: 'x' },
      ],
    ],
    ['one of another case', [{ type: 'Sub', value: 'x' }]],
  ])('%s is 400 subject-missing', async (_what, claims) => {
    const ticket = { ...newTicket(), claims };
    expect(await told(await send('POST', '/v1/tickets', { json: { ticket } }))).toBe('400 subject-missing');
    expect(await told(await renew(fresh('key'), ticket))).toBe('400 subject-missing');
    const { key } = await stored();
    expect(await told(await renew(key, ticket))).toBe('400 subject-missing');
  });
});

describe('the sid', () => {
  it('is the sessionId, also beside a claim sid', async () => {
    const { ticket, session } = await stored({ sessionId: 'S', claims: [{ type: 'sid', value: 'C' }] });
    expect([ticket.sessionId, session.sessionId]).toEqual(['S', 'S']);
  });
  it('else the first claim sid', async () => {
    const claims = [
      { type: 'sid', value: 'C' },
      { type: 'sid', value: 'D' },
    ];
    const { ticket, session } = await stored({ claims });
    expect([ticket.sessionId, session.sessionId]).toEqual(['C', 'C']);
  });
  it('else minted: 16 bytes, hexadecimal, upper case, each time another', async () => {
    const [one, other] = [await stored(), await stored({ sessionId: null })];
    for (const { session } of [one, other]) expect(session.sessionId).toMatch(/^[0-9A-F]{32}$/);
    expect(one.session.sessionId).not.toBe(other.session.sessionId);
  });
});

describe('clients', () => {
  it('stand once each, in order, with those that only clients names; a repeat replaces', async () => {
    const { ticket, session } = await stored({
      clientIds: ['b', 'a', 'b'],
      clients: [
        { clientId: 'c', sub: 'first', sid: 'first' },
        { clientId: 'a', sub: 'pairwise' },
        { clientId: 'c', sid: 'second' },
      ],
    });
    expect(ticket.clientIds).toEqual(['b', 'a', 'c']);
    expect(session.clientIds).toEqual(['b', 'a', 'c']);
    expect(ticket.clients).toEqual([
      { clientId: 'b', sub: null, sid: null },
      { clientId: 'a', sub: 'pairwise', sid: null },
      { clientId: 'c', sub: null, sid: 'second' },
    ]);
  });
});

describe('the device', () => {
  it.each([
    ['\u0000Fire\u007ffox\u009f\n', 'Firefox'],
    ['', ''],
    ['😀'.repeat(201), '😀'.repeat(200)],
    [`a${'😀'.repeat(200)}`, `a${'😀'.repeat(199)}`],
    [`\u0001${'d'.repeat(200)}e`, 'd'.repeat(200)],
  ])('is items.device without control characters, at most 200 of it (%#)', async (device, shown) => {
    expect((await stored({ properties: { items: { device } } })).session.device).toBe(shown);
  });
});

it('a record of the session store whose text is such a ticket is one', async () => {
  const subject = fresh('subject');
  const { key } = await created({
    subjectId: subject,
    sessionId: 'S',
    ticket: JSON.stringify({ ...newTicket({ subject: 'other' }), sessionId: 'T', clientIds: ['a', 'a'], later: 1 }),
  });
  const { ticket, session } = await (await retrieve(key)).json<Stored>();
  expect(session).toMatchObject({ subjectId: subject, sessionId: 'S', clientIds: ['a'], issuer: null });
  expect(ticket).toMatchObject({ sessionId: 'S', clientIds: ['a'], properties: { issued: session.renewed } });
});
