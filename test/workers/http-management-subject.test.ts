/**
 * One person as session management shows them: all their sessions, and how many grants they have. Contract: "Session
 * management", sessions of a subject, grants.
 */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { routeOf } from '../../src/session/keys.ts';
import { LIMITS } from '../../src/session/limits.ts';
import { created, fresh, send, told } from './http-client.ts';
import { getList, granted, history } from './management-client.ts';
import { remove, stored, type Ticket, type UserSession, workerWith } from './ticket-client.ts';
import { inside } from './within-service.ts';
import { priced } from './work-cost.ts';

// What has expired stays until it is removed. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

const PAST = '2020-01-01T00:00:00.000Z';
const LATER = '2098-01-01T00:00:00.000Z';
const LATEST = '2099-01-01T00:00:00.000Z';
/** One object answers, and the index is not asked. */
const ONE_CALL = { object: 1, d1: 0, read: 0, written: 0 };

type Parameters = Readonly<Record<string, string>>;
interface Ticketed extends UserSession {
  readonly ticket: Ticket | null;
  readonly ticketError: string | null;
}
interface Sessions {
  readonly sessions: readonly Ticketed[];
  readonly resultsToken: string | null;
}
const sessionsOf = async (parameters: Parameters, token?: string): Promise<Sessions> =>
  (await getList('subject/sessions', parameters, token)).json();

/** As if the subject's only grant, of `client-0`, were also of `client-1` to `client-<count>`. */
async function alsoOfClients(subjectId: string, count: number): Promise<void> {
  await inside(await routeOf(subjectId), ({ sql }) => {
    const columns = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('g')").toArray();
    const values = columns.map(({ name }) =>
      name === 'id' ? "id || '-' || n" : name === 'client_id' ? "'client-' || n" : name,
    );
    sql.exec(
      `WITH RECURSIVE also(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM also WHERE n < ?)
       INSERT INTO g SELECT ${values.join(', ')} FROM g, also`,
      count,
    );
  });
}

interface Counts {
  readonly grants: readonly unknown[];
  readonly incomplete: boolean;
}
const countsOf = async (parameters: Parameters): Promise<Counts> => (await getList('grants', parameters)).json();

describe('sessions of a subject', () => {
  it('are all of theirs, expired ones too, by created, and nobody else’s', async () => {
    const subject = fresh('subject');
    const { session: first } = await stored({ subject, clientIds: ['b', 'a'], issuer: 'https://id.example' });
    const { session: expired } = await stored({ subject, properties: { issued: PAST, expires: PAST } });
    await stored({ subject: `${subject}0` });
    await stored({ subject: subject.toUpperCase() });
    const found = await sessionsOf({ subjectId: subject });
    expect(JSON.stringify(found)).toBe(JSON.stringify({ sessions: [expired, first], resultsToken: null }));
    expect(await sessionsOf({ subjectId: subject, sessionId: first.sessionId })).toMatchObject({
      sessions: [{ id: first.id }],
    });
    expect(await sessionsOf({ subjectId: subject, sessionId: first.sessionId.slice(1) })).toMatchObject({
      sessions: [],
    });
  });
  it('are there while the index does not answer', async () => {
    const INDEX = { prepare: () => assertNever(), batch: () => assertNever(), withSession: () => assertNever() };
    const { session } = await stored();
    const call = workerWith({ INDEX } as unknown as Parameters);
    const path = `/v1/management/subject/sessions?subjectId=${session.subjectId}`;
    const response = await call('GET', path, { token: 'read-token' });
    expect(await response.json()).toEqual({ sessions: [session], resultsToken: null });
  });
  it('have tickets only for a token that may read them', async () => {
    const claims = [{ type: 'name', value: 'Ada' }];
    const { session, ticket } = await stored({ claims });
    const asked = { subjectId: session.subjectId, fields: 'ticket' };
    expect(await told(await getList('subject/sessions', asked))).toBe('403 insufficient-scope');
    expect(await sessionsOf(asked, 'all-token')).toEqual({
      sessions: [{ ...session, ticket, ticketError: null }],
      resultsToken: null,
    });
    const { id, subjectId } = await created();
    const { sessions } = await sessionsOf({ subjectId, fields: 'ticket' }, 'all-token');
    expect(sessions).toMatchObject([{ id, issuer: null, clientIds: [], ticket: null, ticketError: null }]);
  });
  it('go on where one answer does not hold them', async () => {
    const subject = fresh('subject');
    const few = await stored({ subject: `${subject}-few` });
    await stored({ subject: `${subject}-few` });
    const one = await sessionsOf({ subjectId: `${subject}-few`, countRequested: '1' });
    expect(one).toMatchObject({ sessions: [few.session], resultsToken: expect.any(String) });
    const items = { much: 'x'.repeat(400 * 1024) };
    const ids: string[] = [];
    for (let n = 0; n < 22; n += 1) ids.push((await stored({ subject, properties: { items } })).session.id);
    const first = await sessionsOf({ subjectId: subject, countRequested: '1000' });
    expect(first.sessions.length).toBeLessThan(ids.length);
    const rest = await sessionsOf({ subjectId: subject, resultsToken: first.resultsToken ?? '' });
    expect(rest.resultsToken).toBeNull();
    expect([...first.sessions, ...rest.sessions].map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    const other = { subjectId: fresh('other'), resultsToken: first.resultsToken ?? '' };
    expect(await told(await getList('subject/sessions', other))).toBe('400 results-token-invalid');
  });
  it('cost one call of their object', async () => {
    const { session } = await stored();
    const path = `/v1/management/subject/sessions?subjectId=${session.subjectId}`;
    expect((await priced('GET', path, { token: 'read-token' })).cost).toEqual(ONE_CALL);
  });
});

describe('grants', () => {
  it('are told as counts by client and type, without keys and data', async () => {
    const subjectId = fresh('subject');
    const of = (given: object) => granted({ subjectId, data: 'secret', ...given });
    const web = { clientId: 'web', type: 'refresh_token' };
    await of({ ...web, creationTime: '2026-01-01T00:00:00.000Z', expiration: LATEST });
    const newest = await of({ ...web, creationTime: '2026-03-01T00:00:00.000Z', consumedTime: PAST });
    await of({ ...web, creationTime: '2026-02-01T00:00:00.000Z', expiration: LATER });
    const consent = await of({ clientId: 'web', type: 'user_consent' });
    const none = await of({ type: 'other', expiration: PAST });
    await of({ ...web, subjectId: fresh('another') });
    const one = { count: 1, earliestExpiration: null };
    const told = await countsOf({ subjectId });
    expect(told).toEqual({
      grants: [
        { ...one, clientId: null, type: 'other', newestCreationTime: none.creationTime, earliestExpiration: PAST },
        { ...web, count: 3, newestCreationTime: newest.creationTime, earliestExpiration: LATER },
        { ...one, clientId: 'web', type: 'user_consent', newestCreationTime: consent.creationTime },
      ],
      incomplete: false,
    });
    expect(JSON.stringify(told)).not.toMatch(/secret|"key"|"data"/);
  });
  it('are found by session and client, exactly; a blank filter is none', async () => {
    const subjectId = fresh('subject');
    await granted({ subjectId, sessionId: 'one', clientId: 'web' });
    await granted({ subjectId, sessionId: 'two', clientId: 'web' });
    await granted({ subjectId, sessionId: 'two', clientId: 'mail' });
    const sum = async (filter: Parameters) =>
      (await countsOf({ subjectId, ...filter })).grants.map((row) => (row as { count: number }).count);
    expect(await sum({ sessionId: ' ' })).toEqual([1, 2]);
    expect(await sum({ sessionId: 'two' })).toEqual([1, 1]);
    expect(await sum({ clientId: 'web' })).toEqual([2]);
    expect(await sum({ sessionId: 'two', clientId: 'web' })).toEqual([1]);
    expect(await sum({ sessionId: 'tw' })).toEqual([]);
  });
  it('of more clients than one answer tells say so', async () => {
    const subjectId = fresh('subject');
    await granted({ subjectId, clientId: 'client-0' });
    await alsoOfClients(subjectId, LIMITS.pageSize);
    const { grants, incomplete } = await countsOf({ subjectId });
    expect([grants.length, incomplete]).toEqual([LIMITS.pageSize, true]);
    expect((await countsOf({ subjectId, clientId: 'client-7' })).incomplete).toBe(false);
  });
  it('cost one call of the subject’s object', async () => {
    const { subjectId } = await granted({ subjectId: fresh('subject') });
    const path = `/v1/management/grants?subjectId=${subjectId}`;
    expect((await priced('GET', path, { token: 'read-token' })).cost).toEqual(ONE_CALL);
  });
});

describe('history', () => {
  it('is found by the public id of a session, which need not live any more', async () => {
    const { key, session } = await stored();
    await stored({ subject: session.subjectId });
    expect((await history({ id: session.id })).results).toEqual([]);
    await remove(key);
    const { results, totalCount } = await history({ id: session.id });
    expect([totalCount, results[0]?.sessionId]).toEqual([1, session.sessionId]);
    expect((await history({ id: session.id, subjectId: fresh('other') })).results).toEqual([]);
    const path = `/v1/management/history?id=${session.id}&totals=false`;
    const { cost } = await priced('GET', path, { token: 'read-token' });
    expect(cost).toMatchObject({ object: 0, written: 0 });
    expect(cost.read).toBeLessThanOrEqual(4);
  });
});

describe.each(['subject/sessions', 'grants'])('%s', (list) => {
  it.each([{}, { subjectId: ' ' }, { sessionId: 'sid' }])('asks whose: %j', async (parameters) => {
    expect(await told(await getList(list, parameters as Parameters))).toBe('400 filter-required');
  });
  it('asks for manage:read, and bounds what it is given', async () => {
    expect(await told(await getList(list, { subjectId: 'x' }, 'store-token'))).toBe('403 insufficient-scope');
    expect(await told(await getList(list, { subjectId: 'x' }, 'manage-token'))).toBe('200');
    const tooLong = { subjectId: 'x'.repeat(LIMITS.subjectId + 1), sessionId: 'a\u0000' };
    expect(await told(await getList(list, tooLong))).toBe('400 invalid-request subjectId sessionId');
    expect((await send('POST', `/v1/management/${list}`, { token: 'manage-token' })).status).toBe(405);
  });
});

function assertNever(): never {
  throw new Error('the index was asked');
}
