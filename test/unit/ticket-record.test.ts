import { describe, expect, it } from 'vitest';
import { absoluteEndOf } from '../../src/session/lifetime.ts';
import type { AuthenticationTicket } from '../../src/ticket/authentication-ticket.ts';
import { labelOf, mintSessionId, type Present, recordOfTicket } from '../../src/ticket/record-of-ticket.ts';

const claim = (type: string, value: string) => ({ type, value, valueType: null, issuer: null });

interface Changes extends Partial<Omit<AuthenticationTicket, 'properties'>> {
  readonly issued?: number;
  readonly expires?: number;
  readonly items?: Readonly<Record<string, string>>;
}

const ticketWith = ({ issued, expires, items, ...changes }: Changes = {}): AuthenticationTicket => ({
  scheme: 'cookie',
  claims: [claim('sub', 'alice')],
  properties: {
    issued: issued ?? null,
    expires: expires ?? null,
    isPersistent: null,
    allowRefresh: null,
    items: items ?? {},
  },
  sessionId: null,
  issuer: null,
  clients: [],
  ...changes,
});

const NOW = 10_000;

function made(ticket: AuthenticationTicket, present: Present | null = null, policy: object = {}) {
  const made = recordOfTicket(ticket, {
    policy: { displayNameClaimType: null, issuer: null, absoluteLifetime: 0, ...policy },
    now: NOW,
    present,
    mintSid: () => 'MINTED',
  });
  if (made.outcome !== 'record') throw new Error(made.outcome);
  return made;
}

const PRESENT: Present = { subjectId: 'alice', sessionId: 'S', created: 1, absoluteExpires: 20_000 };

describe('the record of a new session', () => {
  it('begins when it was issued, else now', () => {
    expect(made(ticketWith()).record).toMatchObject({ created: NOW, renewed: NOW, sessionId: 'MINTED' });
    expect(made(ticketWith({ issued: 0 })).record).toMatchObject({ created: 0, renewed: 0 });
  });
  it('has the ticket as its text: final sid, issuer and times', () => {
    const { record, ticket } = made(ticketWith({ expires: 90_000 }), null, {
      issuer: 'https://id.example',
      absoluteLifetime: 5_000,
    });
    expect(ticket).toMatchObject({ sessionId: 'MINTED', issuer: 'https://id.example' });
    expect(ticket.properties).toMatchObject({ issued: NOW, expires: 15_000 });
    expect(JSON.parse(record.ticket)).toMatchObject({
      sessionId: 'MINTED',
      issuer: 'https://id.example',
      properties: { issued: '1970-01-01T00:00:10.000Z', expires: '1970-01-01T00:00:15.000Z' },
    });
  });
  it.each([[[]], [[claim('sub', ' ')]], [[claim('sub', ''), claim('sub', 'alice')]]])(
    'needs a subject (%#)',
    (claims) => {
      const policy = { displayNameClaimType: null, issuer: null, absoluteLifetime: 0 };
      expect(recordOfTicket(ticketWith({ claims }), { policy, now: NOW, present: null })).toEqual({
        outcome: 'subject-missing',
      });
    },
  );
});

describe('a renewal', () => {
  it.each<[string, Changes]>([
    ['without a sid', {}],
    ['with the same sessionId', { sessionId: 'S' }],
    ['with the same claim sid', { claims: [claim('sub', 'alice'), claim('sid', 'S')] }],
  ])('%s keeps sid, created and absoluteExpires', (_what, changes) => {
    expect(made(ticketWith({ ...changes, expires: 30_000 }), PRESENT, { absoluteLifetime: 1 }).record).toMatchObject({
      sessionId: 'S',
      created: 1,
      renewed: NOW,
      absoluteExpires: 20_000,
      expires: 20_000,
    });
  });
  it.each<[string, Changes, string]>([
    ['another sid', { sessionId: 'T' }, 'T'],
    ['another subject', { claims: [claim('sub', 'bob')] }, 'MINTED'],
    ['another subject with the same sid', { claims: [claim('sub', 'bob')], sessionId: 'S' }, 'S'],
    ['another subject with the same claim sid', { claims: [claim('sub', 'bob'), claim('sid', 'S')] }, 'S'],
  ])('for %s starts anew', (_what, changes, sessionId) => {
    expect(made(ticketWith({ ...changes, issued: 50 }), PRESENT, { absoluteLifetime: 100 }).record).toMatchObject({
      sessionId,
      created: 50,
      renewed: 50,
      absoluteExpires: 150,
    });
  });
});

it.each([
  [null, null],
  ['', ''],
  ['\u0000\u001f\u007f\u0080\u009f', ''],
  ['a\tb', 'ab'],
  ['😀😀😀😀', '😀😀😀'],
  ['a😀😀😀', 'a😀😀'],
  ['aa😀', 'aa😀'],
  ['aaa😀', 'aaa'],
])('a label of three: %j is %j', (text, shown) => {
  expect(labelOf(text, 3)).toBe(shown);
});

it('a minted sid is 16 bytes, hexadecimal, upper case', () => {
  expect(mintSessionId(Uint8Array.from({ length: 16 }, (_, n) => n * 17))).toBe('00112233445566778899AABBCCDDEEFF');
  expect(mintSessionId()).toMatch(/^[0-9A-F]{32}$/);
});

it('a session ends for good after its lifetime, and not after the year 9999', () => {
  expect([absoluteEndOf(5, 0), absoluteEndOf(5, 10)]).toEqual([null, 15]);
  expect(absoluteEndOf(Date.UTC(9999, 0), 9_999_999_999_000)).toBe(Date.parse('9999-12-31T23:59:59.999Z'));
});
