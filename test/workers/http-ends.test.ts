/**
 * What an end takes along, for every end but RemoveSessions: which grants go, which clients are told, what history says.
 * Contract: "What an end takes along".
 */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { created, fresh, keyHeader, newSession, send } from './http-client.ts';
import {
  type Ended,
  type Grant,
  granted,
  history,
  logout,
  type RemovalAnswer,
  reasonsOf,
  registered,
  surviving,
  toldOf,
} from './management-client.ts';
import { inSeconds, newTicket, remove, renew, retrieve, type Stored, stored, workerWith } from './ticket-client.ts';

// Nothing ends by an alarm here, only by the requests of these tests. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

const PAST = '2020-01-01T00:00:00.000Z';
const TOKENS = ['refresh_token', 'reference_token', 'authorization_code', 'ciba'];

/** In the list of the session, but for `outside`; all but `unknown` are registered, and told but for `silent`. */
const clients = { coordinated: '', loose: '', silent: '', outside: '', unknown: fresh('unknown') };
const listed = () => [clients.loose, clients.unknown, clients.coordinated, clients.silent];

beforeAll(async () => {
  const coordinated = { coordinateLifetimeWithUserSession: true };
  clients.coordinated = await registered(coordinated);
  clients.loose = await registered({ coordinateLifetimeWithUserSession: null });
  clients.silent = await registered({ ...coordinated, enabled: false });
  clients.outside = await registered(coordinated);
});

interface Scene {
  readonly session: Stored;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly grants: readonly Grant[];
}

/** Grants of every kind around one session, each named after what it is. */
async function grantsAround(subjectId: string, sessionId: string): Promise<readonly Grant[]> {
  const given = [
    ...Object.entries(clients).flatMap(([name, clientId]) =>
      TOKENS.map((type) => ({ data: `${name} ${type}`, clientId, type, sessionId })),
    ),
    { data: 'consent', clientId: clients.coordinated, type: 'user_consent', sessionId },
    { data: 'custom', clientId: clients.coordinated, type: 'custom', sessionId },
    { data: 'no client', clientId: null, type: 'refresh_token', sessionId },
    { data: 'no sid', clientId: clients.coordinated, type: 'refresh_token', sessionId: null },
    { data: 'another sid', clientId: clients.coordinated, type: 'refresh_token', sessionId: fresh('sid') },
  ];
  const ofAnother = { data: 'another subject', clientId: clients.coordinated, sessionId, subjectId: fresh('other') };
  return Promise.all([...given.map((fields) => granted({ subjectId, ...fields })), granted(ofAnother)]);
}

async function scene(changes: object = {}): Promise<Scene> {
  const session = await stored({ clientIds: listed(), ...changes });
  const { subjectId, sessionId } = session.session;
  return { session, subjectId, sessionId, grants: await grantsAround(subjectId, sessionId) };
}

const tokensOf = (...names: (keyof typeof clients)[]) =>
  names.flatMap((name) => TOKENS.map((type) => `${name} ${type}`));
/** What went, by name. */
async function goneOf({ grants }: Scene): Promise<readonly string[]> {
  const left = await surviving(grants);
  return grants.map(({ data }) => data).filter((data) => !left.includes(data));
}
const toldAs = ({ sessionId }: Scene, reason: string, ...names: (keyof typeof clients)[]) =>
  names.map((name) => `${sessionId} ${clients[name]} ${reason}`).toSorted();
async function endOf({ subjectId, sessionId }: Scene): Promise<Ended | undefined> {
  return (await history({ subjectId, sessionId })).results[0];
}

const ofTheEnd = tokensOf('coordinated', 'silent');
const BEHALF = { 'On-Behalf-Of': 'J%C3%BCrgen' };

describe('ProcessLogout', () => {
  it('takes the tokens of coordinated clients of the session, and tells all of its clients', async () => {
    const all = await scene();
    const answer = await logout(all.subjectId, all.sessionId);
    expect(answer).toEqual({
      sessionsRemoved: 1,
      tokensRevoked: 8,
      consentsRevoked: 0,
      otherGrantsRevoked: 0,
      consentsOutOfReach: 0,
      notificationsQueued: 2,
      bffSessionsRemoved: 0,
      dryRun: false,
      effectiveAt: answer.effectiveAt,
    });
    expect(await goneOf(all)).toEqual(ofTheEnd);
    expect(await toldOf(all.subjectId)).toEqual(toldAs(all, 'user_logout', 'coordinated', 'loose'));
    expect(await endOf(all)).toMatchObject({
      id: all.session.session.id,
      reason: 'user_logout',
      ended: answer.effectiveAt,
      actor: 'store',
      onBehalfOf: null,
    });
    expect((await retrieve(all.session.key)).status).toBe(404);
  });
  it('a second call counts nothing, and tells nobody', async () => {
    const all = await scene();
    await logout(all.subjectId, all.sessionId);
    const again = await logout(all.subjectId, all.sessionId);
    const counts: Partial<Record<keyof RemovalAnswer, unknown>> = { ...again };
    for (const name of ['effectiveAt', 'dryRun'] as const) delete counts[name];
    expect(new Set(Object.values(counts))).toEqual(new Set([0]));
    expect(await toldOf(all.subjectId)).toHaveLength(2);
    expect((await history({ subjectId: all.subjectId })).totalCount).toBe(1);
  });
  it('ends every session of that subject and sid, each with its own clients', async () => {
    const all = await scene({ clientIds: [clients.loose] });
    const { subjectId, sessionId } = all;
    const same = { subject: subjectId, sessionId };
    const [second, third] = [
      await stored({ ...same, clientIds: [clients.coordinated, clients.loose] }),
      await stored(same),
    ];
    const others = [await stored({ subject: subjectId }), await stored({ sessionId })];
    expect(await logout(subjectId, sessionId)).toMatchObject({
      sessionsRemoved: 3,
      tokensRevoked: 4,
      notificationsQueued: 3,
    });
    for (const { key } of [all.session, second, third]) expect((await retrieve(key)).status).toBe(404);
    for (const { key } of others) expect((await retrieve(key)).status).toBe(200);
    expect(await goneOf(all)).toEqual(tokensOf('coordinated'));
  });
  it('of nobody counts nothing', async () => {
    expect(await logout(fresh('nobody'), fresh('sid'))).toMatchObject({ sessionsRemoved: 0, notificationsQueued: 0 });
  });
});

describe('RemoveAsync', () => {
  it('is the same sign-out, and leaves nothing to a ProcessLogout after it', async () => {
    const all = await scene();
    expect((await remove(all.session.key, BEHALF)).status).toBe(204);
    expect(await goneOf(all)).toEqual(ofTheEnd);
    expect(await toldOf(all.subjectId)).toEqual(toldAs(all, 'user_logout', 'coordinated', 'loose'));
    expect(await endOf(all)).toMatchObject({ reason: 'user_logout', actor: 'store', onBehalfOf: 'Jürgen' });
    expect(await logout(all.subjectId, all.sessionId)).toMatchObject({
      sessionsRemoved: 0,
      tokensRevoked: 0,
      notificationsQueued: 0,
    });
  });
  it('with a condition that does not hold takes nothing', async () => {
    const all = await scene();
    expect((await remove(all.session.key, { 'If-Match': '"1"' })).status).toBe(412);
    expect(await goneOf(all)).toEqual([]);
    expect(await toldOf(all.subjectId)).toEqual([]);
    expect(await endOf(all)).toBeUndefined();
  });
  it('of an absent session does nothing', async () => {
    const all = await scene();
    await remove(all.session.key);
    await remove(all.session.key);
    expect(await toldOf(all.subjectId)).toHaveLength(2);
    expect((await history({ subjectId: all.subjectId })).totalCount).toBe(1);
  });
});

describe('expiry', () => {
  const expired = () => scene({ properties: { issued: PAST, expires: inSeconds(-1) } });

  it.each<[string, (all: Scene) => Promise<unknown>]>([
    ['remove-expired', () => send('POST', '/v1/sessions/remove-expired', { json: { count: 1_000 }, headers: BEHALF })],
    ['RemoveAsync of an expired session', ({ session }) => remove(session.key, BEHALF)],
  ])('%s takes the tokens of coordinated clients, and tells those', async (_, end) => {
    const all = await expired();
    await end(all);
    expect(await goneOf(all)).toEqual(ofTheEnd);
    expect(await toldOf(all.subjectId)).toEqual(toldAs(all, 'expired', 'coordinated'));
    expect(await endOf(all)).toMatchObject({
      id: all.session.session.id,
      reason: 'expired',
      actor: 'store',
      onBehalfOf: 'Jürgen',
    });
  });
  it('ProcessLogout of an expired session is a logout: it ends whatever is there', async () => {
    const all = await expired();
    expect(await logout(all.subjectId, all.sessionId)).toMatchObject({ sessionsRemoved: 1 });
    expect(await goneOf(all)).toEqual(ofTheEnd);
  });
});

describe('the session limit', () => {
  it('takes the tokens of coordinated clients of the session that goes, and tells all of its clients', async () => {
    const call = workerWith({ SESSION_LIMIT_PER_SUBJECT: '1' });
    const all = await scene({ properties: { issued: PAST, expires: null } });
    const response = await call('POST', '/v1/tickets', { json: { ticket: newTicket({ subject: all.subjectId }) } });
    expect(response.status).toBe(201);
    expect((await retrieve(all.session.key)).status).toBe(404);
    expect(await goneOf(all)).toEqual(ofTheEnd);
    expect(await toldOf(all.subjectId)).toEqual(toldAs(all, 'limit', 'coordinated', 'loose'));
    expect(await endOf(all)).toMatchObject({ reason: 'limit', actor: 'store' });
  });
  it('that denies ends nothing', async () => {
    const call = workerWith({ SESSION_LIMIT_PER_SUBJECT: '1', SESSION_LIMIT_POLICY: 'deny' });
    const all = await scene();
    const response = await call('POST', '/v1/tickets', { json: { ticket: newTicket({ subject: all.subjectId }) } });
    expect(response.status).toBe(409);
    expect(await goneOf(all)).toEqual([]);
    expect((await history({ subjectId: all.subjectId })).totalCount).toBe(0);
  });
});

describe('RenewAsync', () => {
  it.each(['subject', 'sid'])(
    'for another %s takes the tokens of the old subject and sid, and tells nobody',
    async (which) => {
      const all = await scene();
      const subject = which === 'subject' ? fresh('other') : all.subjectId;
      const response = await renew(
        all.session.key,
        newTicket({ subject, sessionId: fresh('sid'), clientIds: listed() }),
      );
      expect(response.status).toBe(200);
      expect(await goneOf(all)).toEqual([
        ...tokensOf('coordinated', 'loose', 'silent', 'outside', 'unknown'),
        'no client',
      ]);
      expect(await toldOf(all.subjectId)).toEqual([]);
      expect(await endOf(all)).toMatchObject({ id: all.session.session.id, reason: 'replaced', actor: 'store' });
    },
  );
  it('for the same subject and sid ends nothing', async () => {
    const all = await scene();
    await renew(all.session.key, newTicket({ subject: all.subjectId, sessionId: all.sessionId }));
    await renew(all.session.key, newTicket({ subject: all.subjectId }));
    expect(await goneOf(all)).toEqual([]);
    expect((await history({ subjectId: all.subjectId })).totalCount).toBe(0);
  });
  it('several times leaves a row of history each, with the same id', async () => {
    const { key, session } = await stored();
    const sids = [session.sessionId, fresh('b'), fresh('c')];
    for (const sessionId of sids.slice(1)) await renew(key, newTicket({ subject: session.subjectId, sessionId }));
    await remove(key);
    const { results } = await history({ subjectId: session.subjectId });
    expect(results.map(({ id, sessionId, reason }) => [id, sessionId, reason])).toEqual([
      [session.id, sids[2], 'user_logout'],
      [session.id, sids[1], 'replaced'],
      [session.id, sids[0], 'replaced'],
    ]);
  });
});

describe('the raw store', () => {
  it.each<[string, string, (all: Scene) => Promise<Response>]>([
    [
      'DeleteSession',
      'terminated',
      ({ session }) => send('DELETE', '/v1/session', { headers: keyHeader(session.key) }),
    ],
    [
      'DeleteSessions',
      'terminated',
      ({ subjectId }) => send('POST', '/v1/sessions/delete', { json: { subjectId }, headers: BEHALF }),
    ],
    [
      'DeleteSessions by sid',
      'terminated',
      ({ sessionId }) => send('POST', '/v1/sessions/delete', { json: { sessionId } }),
    ],
    ...['subject', 'sid'].map((which): [string, string, (all: Scene) => Promise<Response>] => [
      `UpdateSession to another ${which}`,
      'replaced',
      ({ session, subjectId, sessionId }) =>
        send('PUT', '/v1/session', {
          headers: keyHeader(session.key),
          json: newSession({
            subjectId: which === 'subject' ? fresh('other') : subjectId,
            sessionId: which === 'sid' ? fresh('sid') : sessionId,
            created: PAST,
            renewed: PAST,
          }),
        }),
    ]),
  ])('%s takes no grants, tells nobody, and is in history as %s', async (_, reason, end) => {
    const all = await scene();
    expect((await end(all)).ok).toBe(true);
    expect(await goneOf(all)).toEqual([]);
    expect(await toldOf(all.subjectId)).toEqual([]);
    expect(await endOf(all)).toMatchObject({ id: all.session.session.id, reason, actor: 'store' });
    expect((await history({ subjectId: all.subjectId })).totalCount).toBe(1);
  });
  it('UpdateSession in place ends nothing', async () => {
    const { id: _id, ...session } = await created();
    await send('PUT', '/v1/session', { json: { ...session, ticket: 'new' }, headers: keyHeader(session.key) });
    expect(await reasonsOf(session.subjectId)).toEqual({});
  });
});
