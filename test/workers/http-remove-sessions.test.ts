/**
 * RemoveSessions over HTTP against a model of the contract: what goes, what stays, what is counted. Contract: "Session
 * management", "What an end takes along".
 */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { created, fresh, get, keyHeader, send, told } from './http-client.ts';
import {
  type Grant,
  granted,
  history,
  postRemoval,
  type RemovalAnswer,
  reasonsOf,
  register,
  registered,
  removeSessions,
  surviving,
  toldOf,
} from './management-client.ts';
import { type Stored, stored } from './ticket-client.ts';

// Nothing is ended by an alarm here: an expired session is there to be counted. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

const PAST = '2020-01-01T00:00:00.000Z';
const FLAGS = [
  'removeServerSideSession',
  'sendBackchannelLogoutNotification',
  'revokeTokens',
  'revokeConsents',
] as const;
const NO_FLAGS = Object.fromEntries(FLAGS.map((flag) => [flag, false]));
const TOKEN_TYPES = ['refresh_token', 'reference_token', 'authorization_code', 'ciba'];
const NONE = {
  sessionsRemoved: 0,
  tokensRevoked: 0,
  consentsRevoked: 0,
  otherGrantsRevoked: 0,
  consentsOutOfReach: 0,
  notificationsQueued: 0,
  bffSessionsRemoved: 0,
  dryRun: false,
};

/** Clients of every kind; only the first two are told. */
const clients = { told: '', other: '', disabled: '', silent: '', unknown: fresh('unknown') };
const TOLD = () => [clients.told, clients.other];

beforeAll(async () => {
  clients.told = await registered();
  clients.other = await registered({ coordinateLifetimeWithUserSession: true });
  clients.disabled = await registered({ enabled: false });
  clients.silent = await registered({ backChannelLogoutUri: null });
});

interface Removal {
  readonly subjectId?: string;
  readonly sessionId?: string;
  readonly ids?: readonly string[];
  readonly clientIds?: readonly string[];
  readonly exceptSessionIds?: readonly string[];
  readonly removeServerSideSession?: boolean;
  readonly sendBackchannelLogoutNotification?: boolean;
  readonly revokeTokens?: boolean;
  readonly revokeConsents?: boolean;
}

interface World {
  readonly subjects: readonly string[];
  /** One that all subjects have, and three that only the first has. */
  readonly sids: { readonly shared: string; readonly two: string; readonly twice: string; readonly expired: string };
  readonly sessions: readonly Stored[];
  readonly grants: readonly Grant[];
}

/** Two subjects who share a sid; sessions with clients of every kind; grants of every kind. */
async function world(): Promise<World> {
  const subjects = [fresh('one'), fresh('two')];
  const [one = '', two = ''] = subjects;
  const sids = { shared: fresh('shared'), two: fresh('two'), twice: fresh('twice'), expired: fresh('expired') };
  const session = (subject: string, sessionId: string, clientIds: readonly string[], properties = {}) =>
    stored({ subject, sessionId, clientIds, properties });
  const all = Object.values(clients);
  const sessions = await Promise.all([
    session(one, sids.shared, all),
    session(one, sids.two, [clients.told]),
    session(one, sids.twice, []),
    session(one, sids.twice, [clients.other, clients.silent]),
    session(one, sids.expired, [clients.told], { issued: PAST, expires: PAST }),
    session(two, sids.shared, [clients.other]),
  ]);
  const given = subjects.flatMap((subjectId) => [
    ...TOKEN_TYPES.map((type, n) => ({ subjectId, type, sessionId: sids.shared, clientId: all[n] ?? null })),
    { subjectId, type: 'refresh_token', sessionId: sids.two, clientId: clients.told },
    { subjectId, type: 'refresh_token', sessionId: null, clientId: clients.told },
    { subjectId, type: 'ciba', sessionId: sids.twice, clientId: null },
    { subjectId, type: 'reference_token', sessionId: sids.expired, clientId: clients.other, consumedTime: PAST },
    { subjectId, type: 'user_consent', sessionId: null, clientId: clients.told },
    { subjectId, type: 'user_consent', sessionId: null, clientId: clients.other },
    { subjectId, type: 'user_consent', sessionId: sids.two, clientId: clients.other },
    { subjectId, type: 'device_code', sessionId: sids.shared, clientId: clients.told },
    { subjectId, type: 'Refresh_Token', sessionId: null, clientId: clients.other, expiration: PAST },
  ]);
  const subjectless = { subjectId: null, sessionId: sids.shared, type: 'refresh_token', clientId: clients.told };
  const grants = await Promise.all([...given, subjectless].map((fields, n) => granted({ ...fields, data: `${n}` })));
  return { subjects, sids, sessions, grants };
}

/** What the contract says a removal does to a world. */
function expected({ sessions, grants }: World, removal: Removal) {
  const { subjectId, sessionId, ids, clientIds, exceptSessionIds = [] } = removal;
  const [ends = true, tells = true, tokens = true, consents = true] = FLAGS.map((flag) => removal[flag]);
  const isNamed = (one: { readonly subjectId: string | null; readonly sessionId: string | null }) =>
    (subjectId === undefined || one.subjectId === subjectId) &&
    (sessionId === undefined || one.sessionId === sessionId) &&
    !(one.sessionId !== null && exceptSessionIds.includes(one.sessionId));
  const matched = sessions
    .map(({ session }) => session)
    .filter((session) => isNamed(session) && (ids === undefined || ids.includes(session.id)));
  const ofClients = (clientId: string | null) =>
    clientIds === undefined || (clientId !== null && clientIds.includes(clientId));
  const reached = grants.filter(
    (grant) =>
      isNamed(grant) &&
      ofClients(grant.clientId) &&
      (ids === undefined ||
        matched.some((one) => one.subjectId === grant.subjectId && one.sessionId === grant.sessionId)),
  );
  const kind = (type: string) =>
    TOKEN_TYPES.includes(type) ? 'tokens' : type === 'user_consent' ? 'consents' : 'others';
  const gone = reached.filter(({ type }) =>
    kind(type) === 'tokens' ? tokens : kind(type) === 'consents' ? consents : tokens && consents,
  );
  const countOf = (which: string) => gone.filter(({ type }) => kind(type) === which).length;
  const concerned = new Set([...matched, ...reached].map((one) => one.subjectId));
  const namesSession = sessionId !== undefined || ids !== undefined;
  const told = matched.flatMap((session) =>
    session.clientIds
      .filter((clientId) => TOLD().includes(clientId) && ofClients(clientId))
      .map((clientId) => `${session.sessionId} ${clientId} terminated`),
  );
  return {
    ended: ends ? matched.map(({ id }) => id) : [],
    gone: gone.map(({ data }) => data),
    told: tells ? told.toSorted() : [],
    counts: {
      sessionsRemoved: ends ? matched.length : 0,
      tokensRevoked: countOf('tokens'),
      consentsRevoked: countOf('consents'),
      otherGrantsRevoked: countOf('others'),
      consentsOutOfReach:
        consents && namesSession
          ? grants.filter(
              (grant) =>
                grant.type === 'user_consent' &&
                grant.subjectId !== null &&
                concerned.has(grant.subjectId) &&
                ofClients(grant.clientId) &&
                !gone.includes(grant),
            ).length
          : 0,
      notificationsQueued: tells ? told.length : 0,
      bffSessionsRemoved: 0,
    },
  };
}

async function stateOf({ subjects, sessions, grants }: World) {
  const live = await Promise.all(sessions.map(async ({ key }) => (await get(key)).status === 200));
  return {
    sessions: sessions.filter((_, n) => live[n]).map(({ session }) => session.id),
    grants: await surviving(grants),
    told: (await Promise.all(subjects.map(toldOf))).flat().toSorted(),
    history: (await Promise.all(subjects.map(async (subjectId) => (await history({ subjectId })).results)))
      .flat()
      .map(({ id }) => id)
      .toSorted(),
  };
}

const everyFlags = FLAGS.reduce<readonly Record<string, boolean>[]>(
  (all, flag) => all.flatMap((flags) => [flags, { ...flags, [flag]: false }]),
  [{}],
);
const REMOVALS: readonly (readonly [string, (all: World) => Removal])[] = [
  ['a subject', ({ subjects }) => ({ subjectId: subjects[0] ?? '' })],
  ...everyFlags
    .slice(1)
    .map(
      (flags) =>
        [
          `a subject with ${JSON.stringify(flags)}`,
          ({ subjects }: World) => ({ subjectId: subjects[0] ?? '', ...flags }),
        ] as const,
    ),
  ['a subject and sid', ({ subjects, sids }) => ({ subjectId: subjects[0] ?? '', sessionId: sids.shared })],
  ['a sid with two sessions', ({ subjects, sids }) => ({ subjectId: subjects[0] ?? '', sessionId: sids.twice })],
  ['a sid alone', ({ sids }) => ({ sessionId: sids.shared })],
  ['a sid alone, tokens only', ({ sids }) => ({ sessionId: sids.shared, revokeConsents: false })],
  ['a sid alone, consents only', ({ sids }) => ({ sessionId: sids.two, revokeTokens: false })],
  ['a sid alone, of one client', ({ sids }) => ({ sessionId: sids.shared, clientIds: [clients.other] })],
  ['an expired session', ({ subjects, sids }) => ({ subjectId: subjects[0] ?? '', sessionId: sids.expired })],
  ['one id', ({ sessions }) => ({ ids: [sessions[0]?.session.id ?? ''] })],
  ['one id of two sessions with a sid', ({ sessions }) => ({ ids: [sessions[3]?.session.id ?? ''] })],
  ['ids of two subjects', ({ sessions }) => ({ ids: [sessions[0], sessions[5]].map((one) => one?.session.id ?? '') })],
  [
    'ids, half of them impossible or repeated',
    ({ sessions }) => ({
      ids: ['x', sessions[1]?.session.id ?? '', 'A'.repeat(43), '😀', sessions[1]?.session.id ?? ''],
    }),
  ],
  [
    'ids, ANDed with another subject',
    ({ sessions, subjects }) => ({
      ids: [sessions[0]?.session.id ?? ''],
      subjectId: subjects[1] ?? '',
      revokeConsents: false,
    }),
  ],
  [
    'ids, ANDed with a sid',
    ({ sessions, sids }) => ({ ids: sessions.map(({ session }) => session.id), sessionId: sids.shared }),
  ],
  [
    'ids without the session',
    ({ sessions }) => ({ ids: [sessions[0]?.session.id ?? ''], removeServerSideSession: false }),
  ],
  ['clients of a subject', ({ subjects }) => ({ subjectId: subjects[0] ?? '', clientIds: [clients.told, 'nobody'] })],
  [
    'clients of a subject and sid',
    ({ subjects, sids }) => ({ subjectId: subjects[0] ?? '', sessionId: sids.shared, clientIds: [clients.other] }),
  ],
  ['clients that are not told', ({ subjects }) => ({ subjectId: subjects[0] ?? '', clientIds: [clients.disabled] })],
  [
    'all but two sids',
    ({ subjects, sids }) => ({ subjectId: subjects[0] ?? '', exceptSessionIds: [sids.shared, sids.two] }),
  ],
  [
    'all but a sid that is not there',
    ({ subjects }) => ({ subjectId: subjects[0] ?? '', exceptSessionIds: ['nothing'] }),
  ],
  [
    'a sid but not that sid',
    ({ subjects, sids }) => ({
      subjectId: subjects[0] ?? '',
      sessionId: sids.twice,
      exceptSessionIds: [sids.twice],
      revokeConsents: false,
    }),
  ],
  [
    'all ids but a sid',
    ({ sessions, sids }) => ({
      ids: sessions.slice(0, 5).map(({ session }) => session.id),
      exceptSessionIds: [sids.shared],
    }),
  ],
  ['nobody', () => ({ subjectId: fresh('nobody') })],
  ['a sid in another case', ({ sids }) => ({ sessionId: sids.shared.toUpperCase() })],
  ['a subject in part', ({ subjects }) => ({ subjectId: subjects[0]?.slice(1) ?? '' })],
];

describe('a removal', () => {
  it.each(REMOVALS)('of %s does what a dry run says, and nothing else', async (_, removalOf) => {
    const all = await world();
    const removal = removalOf(all);
    const { ended, gone, told: toldNow, counts } = expected(all, removal);
    const before = await stateOf(all);
    const from = Date.now();
    const dry = await removeSessions({ ...removal, dryRun: true });
    expect(dry).toEqual({ ...counts, dryRun: true, effectiveAt: dry.effectiveAt });
    expect(await stateOf(all)).toEqual(before);

    const answer = await removeSessions({ ...removal });
    expect(answer).toEqual({ ...counts, dryRun: false, effectiveAt: answer.effectiveAt });
    for (const { effectiveAt } of [dry, answer]) {
      expect(effectiveAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Date.parse(effectiveAt)).toBeGreaterThanOrEqual(from);
      expect(Date.parse(effectiveAt)).toBeLessThanOrEqual(Date.now());
    }
    expect(await stateOf(all)).toEqual({
      sessions: before.sessions.filter((id) => !ended.includes(id)),
      grants: before.grants.filter((data) => !gone.includes(data)),
      told: toldNow,
      history: ended.toSorted(),
    });

    // A second time: what has gone is not there again; a session that stays is told of again.
    const left = {
      ...all,
      sessions: all.sessions.filter(({ session }) => !ended.includes(session.id)),
      grants: all.grants.filter(({ data }) => !gone.includes(data)),
    };
    const again = await removeSessions({ ...removal });
    const { consentsOutOfReach: _missed, ...rest } = expected(left, removal).counts;
    expect(again).toMatchObject(rest);
  });
  it('has every member in order', async () => {
    const answer = await removeSessions({ subjectId: fresh('nobody') });
    expect(JSON.stringify(answer)).toBe(JSON.stringify({ ...NONE, effectiveAt: answer.effectiveAt }));
  });
  it('of a subject ends more than one page of sessions', async () => {
    const subject = fresh('many');
    const sessions = await Promise.all(
      Array.from({ length: 120 }, () => stored({ subject, clientIds: [clients.told] })),
    );
    expect(await removeSessions({ subjectId: subject })).toMatchObject({
      sessionsRemoved: 120,
      notificationsQueued: 120,
    });
    expect((await get(sessions[0]?.key ?? '')).status).toBe(404);
    expect((await history({ subjectId: subject })).totalCount).toBe(120);
  });
  it('ends records of the raw store, and those without clients', async () => {
    const { subjectId, key } = await created();
    expect(await removeSessions({ subjectId })).toMatchObject({ sessionsRemoved: 1, notificationsQueued: 0 });
    expect(await told(await get(key))).toBe('404 session-not-found');
  });
  it('ends what cannot come back', async () => {
    const { id: _id, ...session } = await created();
    await removeSessions({ subjectId: session.subjectId });
    const put = await send('PUT', '/v1/session', { json: session, headers: keyHeader(session.key) });
    expect(await told(put)).toBe('410 session-ended');
    const { revision: _revision, ticketError: _ticketError, ...again } = session;
    expect(await told(await send('POST', '/v1/sessions', { json: again }))).toBe('410 session-ended');
  });
  it('that removes nothing but says so leaves sessions and grants alone', async () => {
    const all = await world();
    const before = await stateOf(all);
    const answer = await removeSessions({ subjectId: all.subjects[0], ...NO_FLAGS });
    expect(answer).toEqual({ ...NONE, effectiveAt: answer.effectiveAt });
    expect(await stateOf(all)).toEqual(before);
  });
  it('tells whom it tells at that moment: clients as they are registered then', async () => {
    const clientId = fresh('late');
    const { session } = await stored({ clientIds: [clientId] });
    const { subjectId } = session;
    const stays = { subjectId, removeServerSideSession: false };
    expect(await removeSessions(stays)).toMatchObject({ notificationsQueued: 0 });
    await register(clientId);
    expect(await removeSessions(stays)).toMatchObject({ notificationsQueued: 1 });
    await send('PUT', `/v1/clients/${clientId}`, {
      token: 'configure-token',
      json: { backChannelLogoutUri: 'https://x.example/', enabled: false },
    });
    expect(await removeSessions({ subjectId })).toMatchObject({ sessionsRemoved: 1, notificationsQueued: 0 });
    expect(await toldOf(subjectId)).toHaveLength(1);
  });
  it('finds what was acknowledged just now, by sid alone', async () => {
    for (let n = 0; n < 5; n += 1) {
      const sessionId = fresh('sid');
      const keys = await Promise.all([created({ sessionId }), created({ sessionId })]);
      expect(await removeSessions({ sessionId })).toMatchObject({ sessionsRemoved: 2 });
      for (const { key } of keys) expect((await get(key)).status).toBe(404);
    }
  });
});

describe('history', () => {
  it('keeps who it was, on whose behalf, and why', async () => {
    const { session } = await stored({ clientIds: ['web'], properties: { items: { device: 'Firefox' } } });
    const { id, subjectId, sessionId, created: began } = session;
    const headers = { 'On-Behalf-Of': encodeURIComponent('Jürgen Doe') };
    const { effectiveAt } = await removeSessions({ subjectId, reason: 'user_logout' }, headers);
    expect((await history({ subjectId })).results).toEqual([
      {
        id,
        subjectId,
        sessionId,
        displayName: null,
        device: 'Firefox',
        created: began,
        ended: effectiveAt,
        reason: 'user_logout',
        actor: 'manage',
        onBehalfOf: 'Jürgen Doe',
      },
    ]);
  });
  it('says terminated where nothing is said, and the deliveries say the same', async () => {
    for (const [given, reason] of [
      [{}, 'terminated'],
      [{ reason: 'terminated' }, 'terminated'],
      [{ reason: 'user_logout' }, 'user_logout'],
    ] as const) {
      const { session } = await stored({ clientIds: [clients.told] });
      const { subjectId, sessionId } = session;
      await removeSessions({ subjectId, ...given });
      expect(await reasonsOf(subjectId)).toEqual({ [sessionId]: reason });
      expect(await toldOf(subjectId)).toEqual([`${sessionId} ${clients.told} ${reason}`]);
    }
  });
  it('has a row for each subject where a sid alone was removed', async () => {
    const sessionId = fresh('sid');
    const sessions = [await stored({ sessionId }), await stored({ sessionId })];
    await removeSessions({ sessionId }, { 'On-Behalf-Of': 'support' });
    const { results } = await history({ sessionId });
    expect(results.map(({ id }) => id).toSorted()).toEqual(sessions.map(({ session }) => session.id).toSorted());
    for (const row of results)
      expect(row).toMatchObject({ actor: 'manage', onBehalfOf: 'support', reason: 'terminated' });
  });
});

describe('refused', () => {
  it.each([
    {},
    { subjectId: ' ', sessionId: '' },
    { clientIds: ['web'] },
    { exceptSessionIds: ['sid'] },
    { bffPartitions: ['bff'] },
    { revokeConsents: false },
    { dryRun: true },
  ])('%j names nobody', async (removal) => {
    expect(await told(await postRemoval(removal))).toBe('400 filter-required');
  });
  it('a failure is not remembered', async () => {
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    expect(await told(await postRemoval({}, headers))).toBe('400 filter-required');
    const { subjectId } = await created();
    expect(await (await postRemoval({ subjectId }, headers)).json()).toMatchObject({ sessionsRemoved: 1 });
  });
});

describe('Idempotency-Key', () => {
  const post = async (raw: string, key: string, token = 'manage-token') => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
    const response = await send('POST', '/v1/management/sessions/remove', { token, raw, headers });
    return { response, replayed: response.headers.get('Idempotency-Replayed') };
  };

  it.each(['a subject', 'a sid', 'an id', 'a dry run'])(
    'gives the first answer to a removal of %s again, whatever has come since',
    async (what) => {
      const { id, subjectId, sessionId } = await created();
      const [bySubject, bySid, byId] = [{ subjectId }, { sessionId }, { ids: [id] }];
      const dryRun = { subjectId, dryRun: true };
      const json = { 'a subject': bySubject, 'a sid': bySid, 'an id': byId, 'a dry run': dryRun }[what];
      const [raw, key] = [JSON.stringify(json), crypto.randomUUID()];
      const first = await post(raw, key);
      expect([first.response.status, first.replayed]).toEqual([200, null]);
      const answer = await first.response.json<RemovalAnswer>();
      expect(answer.sessionsRemoved).toBe(1);
      const { key: later } = await created({ subjectId, sessionId });
      const second = await post(raw, key);
      expect([second.response.status, second.replayed]).toEqual([200, 'true']);
      expect(await second.response.json()).toEqual(answer);
      expect((await get(later)).status).toBe(200);
      expect(await told((await post(`${raw} `, key)).response)).toBe('422 idempotency-key-reused');
      expect((await get(later)).status).toBe(200);
    },
  );
  it('belongs to the token and the subject', async () => {
    const [one, other] = [await created(), await created()];
    const key = crypto.randomUUID();
    const raw = JSON.stringify({ subjectId: one.subjectId });
    expect((await post(raw, key)).replayed).toBeNull();
    expect((await post(JSON.stringify({ subjectId: other.subjectId }), key)).replayed).toBeNull();
    expect((await get(other.key)).status).toBe(404);
    await created({ subjectId: one.subjectId });
    const elsewhere = await post(raw, key, 'all-token');
    expect([elsewhere.replayed, await elsewhere.response.json()]).toMatchObject([null, { sessionsRemoved: 1 }]);
  });
  it('at once: one removes, the others get its answer or are told to wait', async () => {
    const { subjectId } = await created();
    const [raw, key] = [JSON.stringify({ subjectId }), crypto.randomUUID()];
    const all = await Promise.all(Array.from({ length: 8 }, () => post(raw, key)));
    const answers: unknown[] = [];
    for (const { response } of all) {
      if (response.status === 200) answers.push(await response.json());
      else expect(await told(response)).toBe('409 idempotency-in-progress');
    }
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await history({ subjectId })).totalCount).toBe(1);
  });
});

describe('Prefer: respond-async', () => {
  it('does not wait for the index, and says so', async () => {
    const { session } = await stored();
    const response = await postRemoval({ subjectId: session.subjectId }, { Prefer: 'respond-async' });
    expect([response.status, response.headers.get('Session-Index')]).toEqual([200, 'pending']);
    expect(
      (await postRemoval({ subjectId: (await stored()).session.subjectId })).headers.get('Session-Index'),
    ).toBeNull();
  });
});
