/** What configuration makes of a ticket: names, issuer, lifetime, limit. Contract: "Ticket store", "Operations". */
import { describe, expect, it } from 'vitest';
import { fresh, get, told } from './http-client.ts';
import { inSeconds, newTicket, renew, retrieve, store, stored, type Told, workerWith } from './ticket-client.ts';

const names = (value: string) => [
  { type: 'name', value },
  { type: 'name', value: 'second' },
];

describe('USER_DISPLAY_NAME_CLAIM_TYPE', () => {
  const call = workerWith({ USER_DISPLAY_NAME_CLAIM_TYPE: 'name' });

  it.each([
    ['Jane Doe', 'Jane Doe'],
    ['', ''],
    ['Jane\u0000\u009f Doe\n', 'Jane Doe'],
    ['😀'.repeat(200), '😀'.repeat(200)],
    ['😀'.repeat(201), '😀'.repeat(200)],
    [`${'n'.repeat(199)}\u0007😀x`, `${'n'.repeat(199)}😀`],
  ])('names the first claim of that type, without control characters, at most 200 of it (%#)', async (value, shown) => {
    expect((await stored({ claims: names(value) }, call)).session.displayName).toBe(shown);
  });
  it('gives no name without that claim, nor without a type', async () => {
    expect((await stored({ claims: [{ type: 'Name', value: 'Jane' }] }, call)).session.displayName).toBeNull();
    expect((await stored({ claims: names('Jane') })).session.displayName).toBeNull();
  });
  it('is heard at every renewal', async () => {
    const { key, session } = await stored({ claims: names('Jane') }, call);
    const ticket = newTicket({ subject: session.subjectId, claims: names('Joan') });
    expect(await (await renew(key, ticket, {}, call)).json<Told>()).toMatchObject({ session: { displayName: 'Joan' } });
    expect(await (await get(key)).json()).toMatchObject({ displayName: 'Joan' });
  });
});

describe('ISSUER', () => {
  const call = workerWith({ ISSUER: 'https://id.example/realm' });

  it('is the issuer of a ticket that names none, at store and at every renewal', async () => {
    const { key, ticket, session } = await stored({}, call);
    expect([ticket.issuer, session.issuer]).toEqual(['https://id.example/realm', 'https://id.example/realm']);
    // It is the ticket's from then on, whatever is configured later.
    expect(await (await retrieve(key)).json<Told>()).toMatchObject({ ticket: { issuer: 'https://id.example/realm' } });
    const subject = session.subjectId;
    expect(
      await (await renew(key, newTicket({ subject, issuer: 'https://own' }), {}, call)).json<Told>(),
    ).toMatchObject({
      session: { issuer: 'https://own' },
    });
    expect(await (await renew(key, newTicket({ subject }), {}, call)).json<Told>()).toMatchObject({
      session: { issuer: 'https://id.example/realm' },
    });
    const created = await renew(fresh('key'), newTicket(), {}, call);
    expect(await created.json<Told>()).toMatchObject({ ticket: { issuer: 'https://id.example/realm' } });
  });
  it('gives way to the issuer of the ticket', async () => {
    expect((await stored({ issuer: 'https://own' }, call)).session.issuer).toBe('https://own');
  });
});

describe('SESSION_ABSOLUTE_LIFETIME', () => {
  const call = workerWith({ SESSION_ABSOLUTE_LIFETIME: '3600' });
  const issued = '2099-01-01T00:00:00.000Z';
  const end = '2099-01-01T01:00:00.000Z';

  it('is counted from created, and cuts the expiry', async () => {
    for (const [expires, cut] of [
      ['2099-01-01T00:59:59.999Z', '2099-01-01T00:59:59.999Z'],
      ['2099-01-01T01:00:00.001Z', end],
      [null, null],
    ]) {
      const { ticket, session } = await stored({ properties: { issued, expires } }, call);
      expect(session).toMatchObject({ created: issued, absoluteExpires: end, expires: cut });
      expect(ticket.properties.expires).toBe(cut);
    }
  });
  it('does not come to a session that began without it, but to one that starts anew', async () => {
    const { key, session } = await stored();
    const renewed = await (await renew(key, newTicket({ subject: session.subjectId }), {}, call)).json<Told>();
    expect(renewed.session.absoluteExpires).toBeNull();
    const anew = await (await renew(key, newTicket({ properties: { issued } }), {}, call)).json<Told>();
    expect(anew.session.absoluteExpires).toBe(end);
  });
  it('ends what began too long ago', async () => {
    const { key } = await stored({ properties: { issued: inSeconds(-3601) } }, call);
    expect((await retrieve(key)).status).toBe(404);
  });
  it('ends nothing after the last year of four digits', async () => {
    const { session } = await stored({ properties: { issued: '9999-12-31T23:59:00Z' } }, call);
    expect(session.absoluteExpires).toBe('9999-12-31T23:59:59.999Z');
  });
});

describe('SESSION_LIMIT_PER_SUBJECT', () => {
  const denying = workerWith({ SESSION_LIMIT_PER_SUBJECT: '2', SESSION_LIMIT_POLICY: 'deny' });
  const evicting = workerWith({ SESSION_LIMIT_PER_SUBJECT: '2' });

  it('denies a StoreAsync and a RenewAsync that creates, and no other renewal', async () => {
    const subject = fresh('subject');
    const [first] = [await stored({ subject }, denying), await stored({ subject }, denying)];
    expect(await told(await store({ subject }, {}, denying))).toBe('409 session-limit');
    expect(await told(await renew(fresh('key'), newTicket({ subject }), {}, denying))).toBe('409 session-limit');
    expect((await renew(first.key, newTicket({ subject }), {}, denying)).status).toBe(200);
    const { key } = await stored({}, denying);
    expect((await renew(key, newTicket({ subject }), {}, denying)).status).toBe(200);
  });
  it('lets the earliest go', async () => {
    const subject = fresh('subject');
    const at = (second: number) => ({ subject, properties: { issued: `2026-01-01T00:00:0${second}Z` } });
    const [later, earliest] = [await stored(at(2), evicting), await stored(at(1), evicting)];
    const key = fresh('key');
    expect((await renew(key, newTicket(at(3)), {}, evicting)).status).toBe(201);
    const statuses = await Promise.all([earliest.key, later.key, key].map(async (one) => (await retrieve(one)).status));
    expect(statuses).toEqual([404, 200, 200]);
  });
});

describe('a ticket key that is missing from the ring', () => {
  const other = workerWith({ TICKET_KEYS: JSON.stringify([{ id: 'other', key: `${'B'.repeat(43)}=` }]) });

  it('makes a session absent, ends nothing, and a renewal seals it anew', async () => {
    const { key, ticket, session } = await stored({}, other);
    expect(await told(await retrieve(key))).toBe('404 session-not-found');
    const headers = { 'Session-Key': key };
    expect(await told(await workerWith({})('POST', '/v1/ticket/renew', { headers }))).toBe('404 session-not-found');
    expect(await (await retrieve(key, {}, other)).json()).toEqual({ ticket, session });
    const renewed = await (await renew(key, newTicket({ subject: session.subjectId }))).json<Told>();
    expect(renewed.session).toMatchObject({ sessionId: session.sessionId, created: session.created });
    expect((await retrieve(key)).status).toBe(200);
  });
});
