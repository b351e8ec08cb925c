/**
 * `bffPartitions` of RemoveSessions against a model of the contract: which sessions of BFFs go, in each scope.
 * Contract: "Session management".
 */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { sessionIdOf } from '../../src/session/keys.ts';
import { type BffSession, bff, foundBff, getBff, postBff, putBff } from './bff-client.ts';
import { fresh, get, told } from './http-client.ts';
import {
  granted,
  history,
  postRemoval,
  type RemovalAnswer,
  registered,
  removeSessions,
  surviving,
  toldOf,
} from './management-client.ts';
import { type Stored, stored } from './ticket-client.ts';
import { db } from './within-service.ts';

// An expired session is there to be counted. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

interface World {
  readonly one: string;
  readonly two: string;
  readonly a: string;
  readonly b: string;
  readonly p: string;
  readonly q: string;
  readonly provided: readonly Stored[];
  readonly sessions: readonly BffSession[];
}

async function world(): Promise<World> {
  const [one, two, a, b, p, q] = [fresh('one'), fresh('two'), fresh('a'), fresh('b'), fresh('p'), fresh('q')] as const;
  const provided = await Promise.all([
    stored({ subject: one, sessionId: a }),
    stored({ subject: one, sessionId: b }),
    stored({ subject: two, sessionId: b }),
  ]);
  const sessions = await Promise.all(
    [
      [p, one, a],
      [p, one, b],
      [p, two, a],
      [p, two, b],
      [q, one, a],
      [q, two, b],
      [fresh('r'), one, a],
    ].map(([partition = '', subjectId, sessionId], n) =>
      bff(partition, {
        subjectId,
        sessionId,
        key: n % 2 === 0 ? null : fresh('chosen'),
        expires: n % 3 === 0 ? '2020-01-01T00:00:00Z' : null,
      }),
    ),
  );
  return { one, two, a, b, p, q, provided, sessions };
}

interface Removal {
  readonly subjectId?: string;
  readonly sessionId?: string;
  readonly ids?: readonly string[];
  readonly bffPartitions?: readonly string[];
  readonly exceptSessionIds?: readonly string[];
  readonly [flag: string]: unknown;
}

/** What the contract says goes: an id names a session, and so its subject and sid. */
function expected({ provided, sessions }: World, removal: Removal): readonly BffSession[] {
  const { subjectId, sessionId, ids, bffPartitions = [], exceptSessionIds = [] } = removal;
  return sessions.filter(
    (one) =>
      bffPartitions.includes(one.partition) &&
      (subjectId === undefined || one.subjectId === subjectId) &&
      (sessionId === undefined || one.sessionId === sessionId) &&
      (ids === undefined ||
        provided.some(
          ({ session }) =>
            ids.includes(session.id) && session.subjectId === one.subjectId && session.sessionId === one.sessionId,
        )) &&
      !exceptSessionIds.includes(one.sessionId),
  );
}

const KEEP = { removeServerSideSession: false, sendBackchannelLogoutNotification: false };
const NOTHING_ELSE = { ...KEEP, revokeTokens: false, revokeConsents: false };
const id = ({ provided }: World, n: number) => provided[n]?.session.id ?? '';

const REMOVALS: readonly (readonly [string, number, (all: World) => Removal])[] = [
  ['a subject', 3, ({ one, p, q }) => ({ subjectId: one, bffPartitions: [p, q] })],
  ['a subject in one partition', 2, ({ one, p }) => ({ subjectId: one, bffPartitions: [p] })],
  ['a subject in no partition', 0, ({ one }) => ({ subjectId: one })],
  ['a subject in a partition where nothing is', 0, ({ one }) => ({ subjectId: one, bffPartitions: ['nowhere'] })],
  ['a subject, a partition repeated', 2, ({ one, p }) => ({ subjectId: one, bffPartitions: [p, p, p] })],
  ['a subject and sid', 2, ({ one, a, p, q }) => ({ subjectId: one, sessionId: a, bffPartitions: [q, p] })],
  ['a subject but a sid', 1, ({ one, a, p, q }) => ({ subjectId: one, exceptSessionIds: [a], bffPartitions: [p, q] })],
  ['a subject, sessions stay', 3, ({ one, p, q }) => ({ subjectId: one, bffPartitions: [p, q], ...KEEP })],
  ['a subject, and nothing else', 3, ({ one, p, q }) => ({ subjectId: one, bffPartitions: [p, q], ...NOTHING_ELSE })],
  ['a subject, of a client', 3, ({ one, p, q }) => ({ subjectId: one, bffPartitions: [p, q], clientIds: ['c'] })],
  ['a sid', 3, ({ a, p, q }) => ({ sessionId: a, bffPartitions: [p, q] })],
  ['a sid in one partition', 2, ({ b, p }) => ({ sessionId: b, bffPartitions: [p] })],
  ['a sid, a partition repeated', 2, ({ b, p }) => ({ sessionId: b, bffPartitions: [p, p, 'nowhere'] })],
  ['a sid in no partition', 0, ({ a }) => ({ sessionId: a })],
  ['a sid, sessions stay', 3, ({ a, p, q }) => ({ sessionId: a, bffPartitions: [p, q], ...KEEP })],
  ['a sid, and nothing else', 3, ({ a, p, q }) => ({ sessionId: a, bffPartitions: [p, q], ...NOTHING_ELSE })],
  ['a sid but that sid', 0, ({ a, p, q }) => ({ sessionId: a, exceptSessionIds: [a], bffPartitions: [p, q] })],
  ['an id', 2, (all) => ({ ids: [id(all, 0)], bffPartitions: [all.p, all.q] })],
  ['ids of two subjects', 3, (all) => ({ ids: [id(all, 1), id(all, 2)], bffPartitions: [all.p, all.q] })],
  ['an id, sessions stay', 2, (all) => ({ ids: [id(all, 2)], bffPartitions: [all.p, all.q], ...KEEP })],
  ['an id of a subject', 2, (all) => ({ subjectId: all.one, ids: [id(all, 0)], bffPartitions: [all.p, all.q] })],
  ['an id of another subject', 0, (all) => ({ subjectId: all.two, ids: [id(all, 0)], bffPartitions: [all.p, all.q] })],
  ['an id and its sid', 2, (all) => ({ sessionId: all.a, ids: [id(all, 0)], bffPartitions: [all.p, all.q] })],
  ['an id and another sid', 0, (all) => ({ sessionId: all.b, ids: [id(all, 0)], bffPartitions: [all.p, all.q] })],
  ['an id that nobody has', 0, (all) => ({ ids: ['A'.repeat(43)], bffPartitions: [all.p, all.q] })],
  [
    'ids but a sid',
    2,
    (all) => ({ ids: [0, 1, 2].map((n) => id(all, n)), exceptSessionIds: [all.b], bffPartitions: [all.p, all.q] }),
  ],
];

describe('a removal', () => {
  it.each(REMOVALS)('of %s ends %i sessions of BFFs, each counted once', async (_, count, removalOf) => {
    const all = await world();
    const removal = removalOf(all);
    const gone = expected(all, removal);
    expect(gone.length).toBe(count);
    const live = async () => {
      const there = await Promise.all(
        all.sessions.map(async ({ partition, key }) => (await getBff(partition, key)).ok),
      );
      return all.sessions.filter((_one, n) => there[n]);
    };
    expect((await removeSessions({ ...removal, dryRun: true })).bffSessionsRemoved).toBe(count);
    expect(await live()).toEqual(all.sessions);
    expect((await removeSessions({ ...removal })).bffSessionsRemoved).toBe(count);
    expect(await live()).toEqual(all.sessions.filter((one) => !gone.includes(one)));
    expect((await removeSessions({ ...removal })).bffSessionsRemoved).toBe(0);
    for (const { partition, key, subjectId, sessionId } of gone) {
      expect(await told(await putBff(partition, key, { subjectId, sessionId }))).toBe('410 session-ended');
      expect(await told(await postBff(partition, { key }))).toBe('410 session-ended');
      expect(await foundBff(partition, { subjectId, sessionId })).toEqual([]);
    }
    // History is of the provider's sessions alone.
    const ids = all.provided.map(({ session }) => session.id);
    for (const subjectId of [all.one, all.two]) {
      for (const ended of (await history({ subjectId })).results) expect(ids).toContain(ended.id);
    }
    const stays = 'removeServerSideSession' in removal;
    if (stays) for (const { key } of all.provided) expect((await get(key)).status).toBe(200);
  });
  it('by id takes no session of a BFF for one of its own', async () => {
    const { one, p, sessions } = await world();
    const [first] = sessions;
    const ids = [await sessionIdOf(first?.key ?? '', p), await sessionIdOf(first?.key ?? '')];
    for (const removal of [{ ids }, { ids, subjectId: one }, { ids, sessionId: first?.sessionId }]) {
      expect(await removeSessions({ ...removal, bffPartitions: [p] })).toMatchObject({
        sessionsRemoved: 0,
        bffSessionsRemoved: 0,
      });
    }
  });
  it('by sid finds sessions of BFFs where the provider has none, also of one that has moved', async () => {
    const [partition, sessionId] = [fresh('app'), fresh('sid')];
    const sessions = await Promise.all([bff(partition, { sessionId }), bff(partition, { sessionId, key: fresh('k') })]);
    const moved = await bff(partition, { key: fresh('moved') });
    await putBff(partition, moved.key, { subjectId: fresh('other'), sessionId });
    const answer = await removeSessions({ sessionId, bffPartitions: [partition] });
    expect(answer).toMatchObject({ sessionsRemoved: 0, bffSessionsRemoved: 3 });
    for (const { key } of [...sessions, moved]) {
      expect(await told(await getBff(partition, key))).toBe('404 session-not-found');
    }
  });
  it('takes no token of the provider along with the session of a BFF', async () => {
    const [partition, subjectId, sessionId] = [fresh('app'), fresh('subject'), fresh('sid')];
    await bff(partition, { subjectId, sessionId });
    const grant = await granted({ subjectId, sessionId });
    for (const scope of [{ subjectId }, { sessionId }]) {
      await removeSessions({ ...scope, bffPartitions: [partition], ...NOTHING_ELSE });
      expect(await surviving([grant])).toEqual([grant.data]);
    }
    await granted({ subjectId, sessionId });
  });
  it('is answered again with the same number under its Idempotency-Key', async () => {
    const { one, a, b, p, q, provided } = await world();
    const scopes = [{ subjectId: one, sessionId: b }, { sessionId: a }, { ids: [provided[2]?.session.id] }];
    for (const scope of scopes) {
      const headers = { 'Idempotency-Key': fresh('idempotency') };
      const json = { ...scope, bffPartitions: [p, q] };
      const first = await (await postRemoval(json, headers)).json<RemovalAnswer>();
      expect(first.bffSessionsRemoved).toBeGreaterThan(0);
      const again = await postRemoval(json, headers);
      expect(again.headers.get('Idempotency-Replayed')).toBe('true');
      expect(await again.json()).toEqual(first);
    }
  });
  it.each([
    [[''], 'bffPartitions.0'],
    [['a', ' '], 'bffPartitions.1'],
    [[], 'bffPartitions'],
    [['a'.repeat(201)], 'bffPartitions.0'],
  ])('in %j is refused', async (bffPartitions, path) => {
    expect(await told(await postRemoval({ subjectId: 's', bffPartitions }))).toBe(`400 invalid-request ${path}`);
  });
});

describe('a removal by sid', () => {
  const fencesOf = async (sessionId: string) =>
    (
      await db
        .prepare('SELECT partition, kind FROM fence WHERE sid = ? ORDER BY partition, kind')
        .bind(sessionId)
        .all<{ readonly partition: string; readonly kind: string }>()
    ).results.map(({ partition, kind }) => `${partition} ${kind}`);

  it('leaves a fence in each of its partitions, whatever becomes of the sessions of the provider', async () => {
    const all = ['p session', 'q session'];
    const everything = [' consents', ' others', ' session', ' tokens'];
    for (const [given, fences] of [
      [{}, [...everything, ...all]],
      [KEEP, [' consents', ' others', ' tokens', ...all]],
      [NOTHING_ELSE, all],
      [{ dryRun: true }, []],
    ] as const) {
      const sessionId = fresh('sid');
      await removeSessions({ sessionId, bffPartitions: ['q', 'p', 'q'], ...given });
      expect(await fencesOf(sessionId)).toEqual(fences);
    }
    const sessionId = fresh('sid');
    await removeSessions({ sessionId, bffPartitions: ['p'], exceptSessionIds: [sessionId] });
    expect(await fencesOf(sessionId)).toEqual([]);
  });
  it('tells clients once of a session that stays, however often its object is asked', async () => {
    const [subject, sessionId, partition] = [fresh('subject'), fresh('sid'), fresh('app')];
    const clientId = await registered();
    await stored({ subject, sessionId, clientIds: [clientId] });
    await granted({ subjectId: subject, sessionId, clientId: 'another' });
    await bff(partition, { subjectId: subject, sessionId });
    const answer = await removeSessions({
      sessionId,
      clientIds: [clientId],
      removeServerSideSession: false,
      bffPartitions: [partition],
    });
    expect(answer).toMatchObject({ notificationsQueued: 1, bffSessionsRemoved: 1, tokensRevoked: 0 });
    expect(await toldOf(subject)).toEqual([`${sessionId} ${clientId} terminated`]);
  });
});
