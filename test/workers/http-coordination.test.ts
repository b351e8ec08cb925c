/**
 * Session coordination over HTTP: which sessions validate and slide, and whom a session was used for. Contract:
 * "Coordination". What logout takes along: `http-ends.test.ts`.
 */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { coordinationTable, INVALID, NOT_COORDINATED, validate } from './coordination-table.ts';
import { created, fresh, get, keyHeader, type Session, send, told } from './http-client.ts';
import { logout, managed, registered } from './management-client.ts';
import { inSeconds, remove, renew, retrieve, type Stored, stored, type Told, workerWith } from './ticket-client.ts';

// Nothing ends by an alarm here. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

coordinationTable(false);

const coordinated = () => registered({ coordinateLifetimeWithUserSession: true });
const recordOf = async ({ key }: Stored): Promise<Session> => (await get(key)).json<Session>();
/** A session of `window` seconds of which so many have gone. */
const used = (seconds: number, window: number, given: object = {}) =>
  stored({ ...given, properties: { issued: inSeconds(-seconds), expires: inSeconds(window - seconds) } });

describe('validating', () => {
  it('slides a session past half of its window by that window', async () => {
    const clientId = await coordinated();
    const session = await used(40, 60);
    const { subjectId, sessionId, created: began } = session.session;
    const from = Date.now();
    const { valid, expires } = await validate({ subjectId, sessionId, clientId });
    const now = Date.now();
    expect(valid).toBe(true);
    expect(Date.parse(expires ?? '')).toBeGreaterThanOrEqual(from + 60_000);
    expect(Date.parse(expires ?? '')).toBeLessThanOrEqual(now + 60_000);
    const record = await recordOf(session);
    expect(record).toMatchObject({ expires, created: began, subjectId, sessionId });
    expect(Date.parse(record.expires ?? '') - Date.parse(record.renewed)).toBe(60_000);
    expect(record.revision).toBeGreaterThan(session.session.revision);
  });
  it('before half of it writes nothing', async () => {
    const clientId = await coordinated();
    const session = await used(20, 60);
    const before = await recordOf(session);
    const { subjectId, sessionId, expires } = session.session;
    expect(await validate({ subjectId, sessionId, clientId })).toEqual({ valid: true, coordinated: true, expires });
    expect(await recordOf(session)).toEqual(before);
  });
  it('slides nothing past its absolute end', async () => {
    const call = workerWith({ SESSION_ABSOLUTE_LIFETIME: '90' });
    const clientId = await coordinated();
    const properties = { issued: inSeconds(-50), expires: inSeconds(10) };
    const session = await stored({ properties }, call);
    const { subjectId, sessionId, absoluteExpires } = session.session;
    const { expires } = await validate({ subjectId, sessionId, clientId });
    expect(expires).toBe(absoluteExpires);
  });
  it('for a client that is not coordinated slides nothing', async () => {
    const clientId = await registered({ coordinateLifetimeWithUserSession: false });
    const session = await used(40, 60);
    const before = await recordOf(session);
    const { subjectId, sessionId } = session.session;
    expect(await validate({ subjectId, sessionId, clientId })).toEqual(NOT_COORDINATED);
    expect(await recordOf(session)).toEqual(before);
  });
  it('without a sid takes any live session of the subject, slides all, and tells the latest expiry', async () => {
    const clientId = await coordinated();
    const subject = fresh('subject');
    const all = [await used(40, 60, { subject }), await used(400, 600, { subject }), await used(10, 60, { subject })];
    const gone = await used(70, 60, { subject });
    const goneBefore = await recordOf(gone);
    const elsewhere = await used(40, 60);
    const elsewhereBefore = await recordOf(elsewhere);
    const { valid, expires } = await validate({ subjectId: subject, clientId });
    expect(valid).toBe(true);
    const [short, long, fresher] = await Promise.all(all.map(recordOf));
    expect(expires).toBe(long?.expires);
    expect(Date.parse(long?.expires ?? '')).toBeGreaterThan(Date.now() + 550_000);
    expect(Date.parse(short?.expires ?? '')).toBeGreaterThan(Date.now() + 50_000);
    expect(fresher?.expires).toBe(all[2]?.session.expires);
    expect(await recordOf(gone)).toEqual(goneBefore);
    expect(await recordOf(elsewhere)).toEqual(elsewhereBefore);
  });
  it('with a sid slides its sessions only', async () => {
    const clientId = await coordinated();
    const [subject, sessionId] = [fresh('subject'), fresh('sid')];
    const same = [await used(40, 60, { subject, sessionId }), await used(40, 60, { subject, sessionId })];
    const other = await used(40, 60, { subject });
    const before = await recordOf(other);
    await validate({ subjectId: subject, sessionId, clientId });
    for (const session of same) {
      expect(Date.parse((await recordOf(session)).expires ?? '')).toBeGreaterThan(Date.now() + 50_000);
    }
    expect(await recordOf(other)).toEqual(before);
  });
  it('tells no expiry where one of them has none', async () => {
    const clientId = await coordinated();
    const subject = fresh('subject');
    await used(10, 60, { subject });
    await stored({ subject });
    expect(await validate({ subjectId: subject, clientId })).toEqual({ valid: true, coordinated: true, expires: null });
  });
  it('an expired session is none, and is not revived', async () => {
    const clientId = await coordinated();
    const session = await used(70, 60);
    const before = await recordOf(session);
    const { subjectId, sessionId } = session.session;
    expect(await validate({ subjectId, sessionId, clientId })).toEqual(INVALID);
    expect(await validate({ subjectId, clientId })).toEqual(INVALID);
    expect(await recordOf(session)).toEqual(before);
  });
  it('does not ask whether the client is in the list of the session', async () => {
    const clientId = await coordinated();
    const { session } = await stored({ clientIds: ['other'] });
    expect(await validate({ subjectId: session.subjectId, clientId })).toMatchObject({
      valid: true,
      coordinated: true,
    });
  });
  it('matches exactly', async () => {
    const clientId = await coordinated();
    const { session } = await stored({ subject: fresh('Subject') });
    const { subjectId, sessionId } = session;
    for (const other of [subjectId.toLowerCase(), `${subjectId} `, subjectId.slice(1)]) {
      expect(await validate({ subjectId: other, clientId })).toEqual(INVALID);
    }
    expect(await validate({ subjectId, sessionId: sessionId.toLowerCase(), clientId })).toEqual(INVALID);
    expect(await validate({ subjectId, clientId: clientId.toUpperCase() })).toEqual(NOT_COORDINATED);
  });
  it('hears a change of the registration from its answer on', async () => {
    const clientId = await coordinated();
    const subjectId = fresh('nobody');
    expect(await validate({ subjectId, clientId })).toEqual(INVALID);
    const put = (coordinateLifetimeWithUserSession: boolean) =>
      send('PUT', `/v1/clients/${clientId}`, { token: 'configure-token', json: { coordinateLifetimeWithUserSession } });
    await put(false);
    expect(await validate({ subjectId, clientId })).toEqual(NOT_COORDINATED);
    await put(true);
    expect(await validate({ subjectId, clientId })).toEqual(INVALID);
  });
});

describe('adding a client', () => {
  const add = (key: string, json: object, headers: Readonly<Record<string, string>> = {}) =>
    send('POST', '/v1/coordination/clients', { json, headers: { ...keyHeader(key), ...headers } });
  const added = async (key: string, json: object): Promise<readonly string[]> => {
    const response = await add(key, json);
    if (response.status !== 200) throw new Error(await response.text());
    return (await response.json<{ clientIds: readonly string[] }>()).clientIds;
  };
  const ticketOf = async (key: string) => (await (await retrieve(key)).json<Told>()).ticket;

  it('puts each once, in the order of addition, registered or not', async () => {
    const { key } = await stored({ clientIds: ['b'] });
    expect(await added(key, { clientId: 'c' })).toEqual(['b', 'c']);
    expect(await added(key, { clientId: 'a' })).toEqual(['b', 'c', 'a']);
    expect(await added(key, { clientId: 'b' })).toEqual(['b', 'c', 'a']);
    expect(await added(key, { clientId: 'A' })).toEqual(['b', 'c', 'a', 'A']);
    expect((await ticketOf(key)).clientIds).toEqual(['b', 'c', 'a', 'A']);
  });
  it('keeps what its ID token says, and a repeat replaces that', async () => {
    const { key } = await stored({ clientIds: ['a'] });
    const clientsOf = async () => (await ticketOf(key)).clients;
    await added(key, { clientId: 'b', sub: 'pairwise', sid: 'own' });
    expect(await clientsOf()).toEqual([
      { clientId: 'a', sub: null, sid: null },
      { clientId: 'b', sub: 'pairwise', sid: 'own' },
    ]);
    await added(key, { clientId: 'b', sub: 'another' });
    await added(key, { clientId: 'a', sid: 's' });
    expect(await clientsOf()).toEqual([
      { clientId: 'a', sub: null, sid: 's' },
      { clientId: 'b', sub: 'another', sid: null },
    ]);
    await added(key, { clientId: 'b', sub: null });
    expect(await clientsOf()).toContainEqual({ clientId: 'b', sub: null, sid: null });
  });
  it('changes nothing else: times, sid and claims stay', async () => {
    const session = await used(40, 60, { claims: [{ type: 'name', value: 'Jürgen' }] });
    const before = await recordOf(session);
    await added(session.key, { clientId: 'web' });
    const record = await recordOf(session);
    expect(record).toEqual({ ...before, ticket: record.ticket, revision: record.revision });
    const { clientIds: _clientIds, clients: _clients, ...ticket } = await ticketOf(session.key);
    expect(session.ticket).toMatchObject(ticket);
  });
  it('shows in management at once, and a client that was added is told', async () => {
    const clientId = await registered();
    const { key, session } = await stored();
    await added(key, { clientId });
    expect((await managed({ clientId })).results).toMatchObject([{ id: session.id, clientIds: [clientId] }]);
    expect(await logout(session.subjectId, session.sessionId)).toMatchObject({ notificationsQueued: 1 });
  });
  it('takes 100, and a repeat of one of them', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `client-${n}`);
    const { key } = await stored({ clientIds: ids.slice(1) });
    expect(await added(key, { clientId: 'client-0' })).toEqual([...ids.slice(1), 'client-0']);
    expect(await told(await add(key, { clientId: 'one-more' }))).toBe('400 invalid-request clientId');
    expect(await added(key, { clientId: 'client-7', sub: 'p' })).toHaveLength(100);
    expect((await ticketOf(key)).clientIds).toHaveLength(100);
  });
  it('loses none of many at once', async () => {
    const { key } = await stored();
    const ids = Array.from({ length: 12 }, (_, n) => `client-${n}`);
    const responses = await Promise.all(ids.map((clientId) => add(key, { clientId })));
    expect(responses.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect((await ticketOf(key)).clientIds.toSorted()).toEqual(ids.toSorted());
  });
  it('is 404 where there is no such session, or no AuthenticationTicket in it', async () => {
    expect(await told(await add(fresh('never'), { clientId: 'a' }))).toBe('404 session-not-found');
    const { key } = await created({ ticket: 'opaque' });
    expect(await told(await add(key, { clientId: 'a' }))).toBe('404 session-not-found');
  });
  it('is 410 where it has ended or expired', async () => {
    const ended = await stored();
    await remove(ended.key);
    expect(await told(await add(ended.key, { clientId: 'a' }))).toBe('410 session-ended');
    const expired = await used(70, 60);
    expect(await told(await add(expired.key, { clientId: 'a' }))).toBe('410 session-ended');
    expect((await recordOf(expired)).revision).toBe(expired.session.revision);
  });
  it('is the same whatever Session-Subject says, also under a chosen key', async () => {
    const key = fresh('chosen 🗝️');
    const first = await renew(key, { ...(await stored()).ticket });
    expect(first.status).toBe(201);
    for (const guess of [(await first.json<Told>()).session.subjectId, fresh('wrong'), '😀']) {
      const response = await add(key, { clientId: guess }, { 'Session-Subject': encodeURIComponent(guess) });
      expect(response.status).toBe(200);
    }
    expect((await ticketOf(key)).clientIds).toHaveLength(3);
  });
  it('does not wait for the index where asked not to', async () => {
    const { key } = await stored();
    const response = await add(key, { clientId: 'a' }, { Prefer: 'respond-async' });
    expect([response.status, response.headers.get('Session-Index')]).toEqual([200, 'pending']);
    expect((await add(key, { clientId: 'b' })).headers.get('Session-Index')).toBeNull();
  });
});
