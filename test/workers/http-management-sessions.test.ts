/** Sessions as management shows them: rows, filters, tickets, by id; and the numbers. Contract: "Session management". */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { created, fresh, keyHeader, send, told } from './http-client.ts';
import { getList, granted, managed, type Page, walked } from './management-client.ts';
import { inSeconds, remove, renew, stored, type Ticket, touch, type UserSession, workerWith } from './ticket-client.ts';

// An expired session stays until it is removed. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

const PAST = '2020-01-01T00:00:00.000Z';
const idsOf = ({ results }: Page<UserSession>) => results.map(({ id }) => id).toSorted();
const byId = (id: string) => send('GET', `/v1/management/sessions/${id}`, { token: 'read-token' });

interface Ticketed extends UserSession {
  readonly ticket: Ticket | null;
  readonly ticketError: string | null;
}
const withTickets = async (parameters: Readonly<Record<string, string>>): Promise<Page<Ticketed>> =>
  (await getList('sessions', { ...parameters, fields: 'ticket' }, 'all-token')).json();

describe('numbers', () => {
  // First in this file, whose storage is its own: what is told may be up to 10 s old.
  it('count sessions, subjects, envelopes, and say of when', async () => {
    const { session } = await stored();
    await stored({ subject: session.subjectId });
    await stored();
    await stored({ properties: { issued: PAST, expires: PAST } });
    await granted();
    const response = await send('GET', '/v1/management/stats', { token: 'read-token' });
    const stats = await response.json<{ readonly asOf: string }>();
    expect(Object.keys(stats)).toEqual([
      'activeSessions',
      'expiredNotRemoved',
      'subjects',
      'pendingDeliveries',
      'deadDeliveries',
      'oldestUnprojectedSeconds',
      'ticketKeys',
      'asOf',
    ]);
    expect(stats).toMatchObject({
      activeSessions: 3,
      expiredNotRemoved: 1,
      subjects: 2,
      pendingDeliveries: 0,
      deadDeliveries: 0,
      oldestUnprojectedSeconds: 0,
      ticketKeys: [{ id: 'test-1', envelopes: 5 }],
    });
    expect(Math.abs(Date.now() - Date.parse(stats.asOf))).toBeLessThanOrEqual(10_000);
  });
});

describe('a row', () => {
  it('is a UserSession, the same as in the list and by id, without a key', async () => {
    const { key, session } = await stored({ clientIds: ['b', 'a'], issuer: 'https://id.example' });
    const { subjectId } = session;
    const { results } = await managed({ subjectId });
    expect(JSON.stringify(results)).toBe(JSON.stringify([session]));
    const response = await byId(session.id);
    expect([response.status, response.headers.get('ETag')]).toEqual([200, null]);
    expect(await response.text()).toBe(JSON.stringify(session));
    expect(JSON.stringify(await withTickets({ subjectId }))).not.toContain(key);
    await remove(key);
    expect(await told(await byId(session.id))).toBe('404 session-not-found');
    expect((await managed({ subjectId })).totalCount).toBe(0);
  });
  it('of the raw store has no issuer and no clients', async () => {
    const { id, subjectId, sessionId } = await created();
    const none = { id, subjectId, sessionId, issuer: null, clientIds: [] };
    expect((await managed({ subjectId })).results).toMatchObject([none]);
    expect(await (await byId(id)).json()).toMatchObject(none);
  });
  it('is told also when it has expired, or does not open', async () => {
    const call = workerWith({ TICKET_KEYS: JSON.stringify([{ id: 'other', key: `${'B'.repeat(43)}=` }]) });
    const given = { issuer: 'https://id.example', clientIds: ['web'] };
    const { session: sealed } = await stored(given, call);
    const { session: expired } = await stored({ properties: { issued: PAST, expires: PAST } });
    for (const session of [sealed, expired]) {
      expect(await (await byId(session.id)).json()).toEqual(session);
      expect((await managed({ subjectId: session.subjectId })).results).toEqual([session]);
    }
  });
  it('follows a renewal', async () => {
    const { key, ticket, session } = await stored({ clientIds: ['a'] });
    const properties = { items: {}, expires: inSeconds(600) };
    const renewed = await renew(key, { ...ticket, properties, clientIds: ['c'], clients: [], issuer: 'https://new' });
    expect(renewed.status).toBe(200);
    const { results } = await managed({ subjectId: session.subjectId });
    expect(results).toMatchObject([{ id: session.id, clientIds: ['c'], issuer: 'https://new' }]);
    expect((await managed({ clientId: 'a', subjectId: session.subjectId })).results).toEqual([]);
  });
});

describe('with tickets', () => {
  it('each row has its ticket as well', async () => {
    const { ticket, session } = await stored({ clientIds: ['a'], claims: [{ type: 'name', value: 'Jürgen' }] });
    const { results } = await withTickets({ subjectId: session.subjectId });
    expect(JSON.stringify(results)).toBe(
      JSON.stringify([{ ...session, ticket: results[0]?.ticket, ticketError: null }]),
    );
    expect(results[0]?.ticket).toEqual(ticket);
  });
  it('a record without one has null, and one that does not open says why', async () => {
    const { subjectId } = await created({ ticket: 'opaque' });
    expect((await withTickets({ subjectId })).results).toMatchObject([{ ticket: null, ticketError: null }]);
    const call = workerWith({ TICKET_KEYS: JSON.stringify([{ id: 'other', key: `${'B'.repeat(43)}=` }]) });
    const { session } = await stored({}, call);
    expect((await withTickets({ subjectId: session.subjectId })).results).toMatchObject([
      { id: session.id, ticket: null, ticketError: 'key-unavailable' },
    ]);
  });
  it('a token of the list without them is good for the list with them', async () => {
    const subject = fresh('subject');
    const sessions = [await stored({ subject }), await stored({ subject })];
    const { resultsToken } = await managed({ subjectId: subject, countRequested: 1 });
    const { results } = await withTickets({ subjectId: subject, resultsToken: resultsToken ?? '' });
    expect(results.map(({ id }) => id)).toEqual([sessions[1]?.session.id]);
  });
});

describe('filters', () => {
  it('contain, but for the client, which is exact', async () => {
    const clientId = fresh('client_%');
    const subject = fresh('Sübject');
    const { session } = await stored({ subject, clientIds: ['other', clientId] });
    await stored({ clientIds: [`${clientId}x`, `x${clientId}`, clientId.toUpperCase(), clientId.replace('_', 'x')] });
    const { id, sessionId } = session;
    for (const parameters of [
      { clientId },
      { clientId, subjectId: subject.slice(1, -1) },
      { clientId, sessionId: sessionId.slice(2) },
      { clientId, displayName: ' ' },
      { clientId, active: 'true' },
    ]) {
      expect(idsOf(await managed(parameters)), JSON.stringify(parameters)).toEqual([id]);
    }
    for (const parameters of [
      { clientId: clientId.slice(1) },
      { clientId: `${clientId} ` },
      { clientId, subjectId: subject.toLowerCase() },
      { clientId, active: 'false' },
      { clientId: fresh('nobody') },
    ]) {
      expect(idsOf(await managed(parameters)), JSON.stringify(parameters)).toEqual([]);
    }
  });
  it('active leaves out the expired ones, or the others', async () => {
    const subject = fresh('subject');
    const live = [await stored({ subject }), await stored({ subject, properties: { expires: inSeconds(600) } })];
    const expired = [
      await stored({ subject, properties: { issued: PAST, expires: PAST } }),
      await created({ subjectId: subject, absoluteExpires: PAST }),
    ];
    const liveIds = live.map(({ session }) => session.id).toSorted();
    const expiredIds = expired.map((one) => ('session' in one ? one.session.id : one.id)).toSorted();
    expect(idsOf(await managed({ subjectId: subject, active: true }))).toEqual(liveIds);
    expect(idsOf(await managed({ subjectId: subject, active: false }))).toEqual(expiredIds);
    expect(idsOf(await managed({ subjectId: subject }))).toEqual([...liveIds, ...expiredIds].toSorted());
    expect((await managed({ subjectId: subject, active: true })).totalCount).toBe(2);
  });
  it('a live session is never shown as expired', async () => {
    const { key, session } = await stored({ properties: { issued: inSeconds(-40), expires: inSeconds(20) } });
    const response = await touch(key);
    expect(response.headers.get('Session-Index')).toBeNull();
    const { subjectId } = session;
    expect(idsOf(await managed({ subjectId, active: true }))).toEqual([session.id]);
    expect(idsOf(await managed({ subjectId, active: false }))).toEqual([]);
  });
});

describe('pages', () => {
  it.each(['a client', 'a client and active', 'active', 'a subject'])(
    'by %s show every session exactly once, in order of creation',
    async (by) => {
      const [clientId, subject] = [fresh('client'), fresh('subject')];
      const sessions: string[] = [];
      for (let n = 0; n < 9; n += 1) {
        const issued = `2026-01-01T00:00:0${n}.000Z`;
        sessions.push((await stored({ subject, clientIds: [clientId], properties: { issued } })).session.id);
      }
      const parameters = {
        'a client': { clientId },
        'a client and active': { clientId, active: true },
        active: { active: true, sessionId: '', subjectId: subject },
        'a subject': { subjectId: subject },
      }[by];
      for (const countRequested of [2, 9]) {
        const pages = await walked<UserSession>('sessions', { ...parameters, countRequested });
        expect(pages.flat().map(({ id }) => id)).toEqual(sessions);
      }
      const first = await managed({ ...parameters, countRequested: 4 });
      expect(first).toMatchObject({ totalCount: 9, totalPages: 3, currentPage: 1, hasPrevResults: false });
      const second = await managed({ ...parameters, countRequested: 4, resultsToken: first.resultsToken });
      expect(second).toMatchObject({ currentPage: 2, hasPrevResults: true, hasNextResults: true });
      const back = await managed({
        ...parameters,
        countRequested: 4,
        resultsToken: second.resultsToken,
        requestPriorResults: true,
      });
      expect(idsOf(back)).toEqual(idsOf(first));
    },
  );
  it('have tokens that belong to all filters', async () => {
    const clientId = fresh('client');
    await stored({ clientIds: [clientId] });
    const { resultsToken } = await managed({ clientId });
    const ask = async (parameters: Readonly<Record<string, string | boolean>>) =>
      told(await getList('sessions', { resultsToken, ...parameters }));
    expect(await ask({ clientId })).toBe('200');
    expect(await ask({ clientId, subjectId: ' ', fields: 'summary', totals: false })).toBe('200');
    for (const parameters of [{}, { clientId, active: true }, { clientId: 'x' }, { subjectId: clientId }]) {
      expect(await ask(parameters)).toBe('400 results-token-invalid');
    }
    const raw = await send('GET', `/v1/sessions?resultsToken=${resultsToken}`);
    expect(await told(raw)).toBe('400 results-token-invalid');
  });
});

it('a key tells nothing here', async () => {
  const { key } = await stored();
  expect(await told(await byId(encodeURIComponent(key)))).toBe('404 session-not-found');
  const response = await send('GET', '/v1/management/sessions', { token: 'read-token', headers: keyHeader(key) });
  expect(await response.text()).not.toContain(key);
});
