import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuthenticationTicket, clientsOf, firstClaim } from '../../src/ticket/authentication-ticket.ts';
import { formatTicket, parseTicket } from '../../src/ticket/ticket-text.ts';

const RECORD = { sessionId: 'SID', renewed: 1_000, expires: null };

const LEAST = {
  scheme: 's',
  claims: [] as unknown,
  properties: { items: {} } as unknown,
  clientIds: [] as unknown,
};
const read = (stored: unknown) => parseTicket(JSON.stringify(stored), RECORD);

describe('the text of a ticket', () => {
  it('reads back as it was written, with sid and times of the record', () => {
    const text = fc.string({ unit: 'binary' });
    const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
    const time = orNull(fc.integer({ min: 0, max: Date.UTC(2100, 0) }));
    const tickets = fc.record({
      scheme: text,
      claims: fc.array(fc.record({ type: text, value: text, valueType: orNull(text), issuer: orNull(text) })),
      properties: fc.record({
        issued: time,
        expires: time,
        isPersistent: orNull(fc.boolean()),
        allowRefresh: orNull(fc.boolean()),
        items: fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString')), text),
      }),
      sessionId: orNull(text),
      issuer: orNull(text),
      clients: fc.uniqueArray(fc.record({ clientId: text, sub: orNull(text), sid: orNull(text) }), {
        selector: ({ clientId }) => clientId,
      }),
    });
    fc.assert(
      fc.property(tickets, (ticket: AuthenticationTicket) => {
        const { issued, expires } = ticket.properties;
        const record = { sessionId: 'SID', renewed: issued ?? 7, expires };
        const { items, ...properties } = ticket.properties;
        const parsed = parseTicket(formatTicket(ticket), record);
        const { items: itemsRead, ...propertiesRead } = parsed?.properties ?? { items: {} };
        expect({ ...parsed, properties: propertiesRead }).toEqual({
          ...ticket,
          sessionId: 'SID',
          properties: { ...properties, issued: issued ?? 7 },
        });
        expect(Object.entries(itemsRead)).toEqual(Object.entries(items));
      }),
    );
  });
  it('holds no member that is null, and times of RFC 3339', () => {
    const ticket = read({ ...LEAST, clientIds: ['a'], claims: [{ type: 't', value: 'v' }] });
    if (ticket === null) throw new Error('not read');
    expect(JSON.parse(formatTicket(ticket))).toEqual({
      scheme: 's',
      claims: [{ type: 't', value: 'v' }],
      properties: { issued: '1970-01-01T00:00:01.000Z', items: {} },
      sessionId: 'SID',
      clientIds: ['a'],
      clients: [],
    });
  });
  it('may have members that are null, and ones that nobody knows', () => {
    const stored = {
      ...LEAST,
      claims: [{ type: 't', value: 'v', valueType: null, later: 1 }],
      properties: { issued: null, items: { a: null, b: 'b' }, later: 1 },
      sessionId: null,
      clients: null,
      later: {},
    };
    expect(read(stored)).toMatchObject({ properties: { items: { b: 'b' } }, clients: [] });
    expect(read(stored)?.properties.items).toEqual({ b: 'b' });
  });
  it.each([
    ['nothing', ''],
    ['no JSON', 'ticket'],
    ['a number', '1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an object', '{}'],
    ['deep', '['.repeat(100_000)],
  ])('is no ticket: %s', (_what, text) => {
    expect(parseTicket(text, RECORD)).toBeNull();
  });
  it.each([
    { scheme: undefined },
    { scheme: 1 },
    { claims: undefined },
    { claims: {} },
    { claims: [null] },
    { claims: [{ type: 't' }] },
    { claims: [{ type: 't', value: 1 }] },
    { claims: [{ type: 't', value: 'v', issuer: 1 }] },
    { properties: undefined },
    { properties: [] },
    { properties: {} },
    { properties: { items: [] } },
    { properties: { items: { a: 1 } } },
    { properties: { items: {}, issued: 1 } },
    { properties: { items: {}, isPersistent: 'true' } },
    { sessionId: 1 },
    { issuer: [] },
    { clientIds: undefined },
    { clientIds: [null] },
    { clients: {} },
    { clients: [{}] },
    { clients: [{ clientId: 'a', sub: 1 }] },
  ])('is no ticket with %j', (changes) => {
    expect(read(LEAST)).not.toBeNull();
    expect(read({ ...LEAST, ...changes })).toBeNull();
  });
});

describe('clients', () => {
  const plain = (clientId: string) => ({ clientId, sub: null, sid: null });
  it('stand once, in the order of addition; a repeat replaces what it says of itself', () => {
    expect(clientsOf([], [])).toEqual([]);
    expect(clientsOf(['b', 'a', 'b'], [])).toEqual([plain('b'), plain('a')]);
    const own = { clientId: 'a', sub: 's', sid: null };
    expect(clientsOf(['b', 'a'], [plain('c'), own])).toEqual([plain('b'), own, plain('c')]);
    expect(clientsOf([], [own, { clientId: 'a', sub: null, sid: 't' }])).toEqual([
      { clientId: 'a', sub: null, sid: 't' },
    ]);
  });
});

it('the first claim of a type counts, exactly spelled', () => {
  const claims = ['1', '2'].map((value) => ({ type: 'sub', value, valueType: null, issuer: null }));
  expect([firstClaim(claims, 'sub'), firstClaim(claims, 'Sub'), firstClaim([], 'sub')]).toEqual(['1', null, null]);
});
