/**
 * Sign-out as relying parties hear it: the real service, registered clients, real connections, and each kind of end. Tokens
 * are verified with the published key set. Contract: "What an end takes along", "Back-channel logout".
 */
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Party } from './harness/party.ts';
import { Service } from './harness/service.ts';
import { fresh, keyHeader, newSession } from './harness/sessions.ts';
import { type SignedIn, SignIns } from './harness/sign-ins.ts';
import { signingKeys } from './harness/signing-keys.ts';
import { stateFolder } from './harness/state-folder.ts';

const ISSUER = 'https://op.example.com';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const OK = { status: 200 };

const started = async (variables: Readonly<Record<string, string>>): Promise<SignIns> =>
  new SignIns(
    await Service.start({
      folder: stateFolder(),
      variables: {
        ISSUER,
        SIGNING_KEYS: JSON.stringify(signingKeys()),
        ALLOW_PRIVATE_LOGOUT_URIS: 'true',
        ...variables,
      },
    }),
    inject('relyingParties'),
  );

/** Of which the sessions end by themselves, and whose clients are not coordinated; and the other way round. */
let op: SignIns;
let lazy: SignIns;

beforeAll(async () => {
  op = await started({ SESSION_LIMIT_PER_SUBJECT: '2' });
  lazy = await started({ REMOVE_EXPIRED_SESSIONS: 'false', EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT: 'true' });
});

afterAll(() => Promise.all([op.service.stop(), lazy.service.stop()]));

const soon = { timeout: 20_000, interval: 25 };
const heard = (party: Party, times = 1) =>
  expect.poll(async () => (await party.seen()).requests.length, soon).toBe(times);

/** The claims of the one token that came, verified as a relying party verifies it. */
async function verified(party: Party, issuer = ISSUER, service = op.service) {
  await heard(party);
  const [token = ''] = await party.tokens();
  const published = JSON.parse((await service.send('GET', '/.well-known/jwks.json')).text);
  const { clientId: audience } = party;
  return jwtVerify(token, createLocalJWKSet(published), { issuer, audience, typ: 'logout+jwt', clockTolerance: 0 });
}

describe('the logout token', () => {
  it.each(['RS256', 'ES256', 'EdDSA'])('%s: says what the contract says and nothing else', async (alg) => {
    const party = await op.party(OK, { idTokenSignedResponseAlg: alg });
    const { session } = await op.signIn({ clients: [party] });
    const before = Math.floor(Date.now() / 1000);
    expect((await op.remove({ subjectId: session.subjectId })).status).toBe(200);
    const { payload, protectedHeader } = await verified(party);
    expect(protectedHeader).toEqual({ typ: 'logout+jwt', alg, kid: `the-${alg}` });
    expect(payload).toEqual({
      iss: ISSUER,
      aud: party.clientId,
      iat: expect.any(Number),
      exp: Number(payload.iat) + 120,
      jti: expect.stringMatching(/^[\w-]{22,}$/),
      events: { [EVENT]: {} },
      sub: session.subjectId,
      sid: session.sessionId,
      logout_reason: 'terminated',
    });
    expect(payload.iat).toBeGreaterThanOrEqual(before);
    expect(payload.iat).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
  });

  it('has the issuer of the session, where that has one', async () => {
    const party = await op.party(OK);
    const issuer = 'https://tenant.example.com/a';
    await op.signOut(await op.signIn({ clients: [party], ticket: { issuer } }));
    expect((await verified(party, issuer)).payload.iss).toBe(issuer);
  });

  it.each([
    [['sub'], ['sub']],
    [['sid'], ['sid']],
    [
      ['sub', 'sid'],
      ['sid', 'sub'],
    ],
  ])('names %j, as the client is registered', async (logoutTokenClaims, named) => {
    const party = await op.party(OK, { logoutTokenClaims });
    await op.signOut(await op.signIn({ clients: [party] }));
    const { payload } = await verified(party);
    expect(
      Object.keys(payload)
        .filter((claim) => claim === 'sub' || claim === 'sid')
        .toSorted(),
    ).toEqual(named);
  });

  it('names subject and session as each client knows them', async () => {
    const [plain, pairwise, ownSid, added] = await Promise.all([
      op.party(OK),
      op.party(OK),
      op.party(OK),
      op.party(OK),
    ]);
    const signedIn = await op.signIn({
      clients: [
        plain,
        { clientId: pairwise.clientId, sub: 'pairwise subject', sid: 'its sid' },
        { clientId: ownSid.clientId, sid: 'own sid' },
      ],
    });
    const json = { clientId: added.clientId, sub: 'added later' };
    expect((await op.post('/v1/coordination/clients', json, keyHeader(signedIn.key))).status).toBe(200);
    await op.signOut(signedIn);
    const { subjectId, sessionId } = signedIn.session;
    const told = await Promise.all([plain, pairwise, ownSid, added].map((party) => verified(party)));
    expect(told.map(({ payload: { sub, sid } }) => [sub, sid])).toEqual([
      [subjectId, sessionId],
      ['pairwise subject', 'its sid'],
      [subjectId, 'own sid'],
      ['added later', sessionId],
    ]);
    // An operator sees the session's own.
    const deliveries = await op.deliveries({ subjectId });
    expect(deliveries.map(({ sessionId: sid }) => sid)).toEqual(Array(4).fill(sessionId));
    expect(new Set(told.map(({ payload }) => payload.jti)).size).toBe(4);
  });

  it('verifies with the key set that discovery names, by its kid', async () => {
    const party = await op.party(OK);
    await op.signOut(await op.signIn({ clients: [party] }));
    await heard(party);
    const discovery = JSON.parse((await op.service.send('GET', '/.well-known/openid-configuration')).text);
    expect(discovery).toMatchObject({ issuer: ISSUER, backchannel_logout_supported: true });
    const { pathname } = new URL(discovery.jwks_uri);
    const { keys } = JSON.parse((await op.service.send('GET', pathname)).text);
    const [token = ''] = await party.tokens();
    const { kid } = decodeProtectedHeader(token);
    expect(keys.filter((key: { kid: string }) => key.kid === kid)).toHaveLength(1);
  });
});

/** Ends a session of the subject. */
type End = (signedIn: SignedIn, from: SignIns) => Promise<unknown>;

const removal =
  (of: (session: SignedIn['session']) => object): End =>
  ({ session }, from) =>
    from.remove({ ...of(session) });

const ENDS: readonly (readonly [name: string, end: End, history: string, said: string])[] = [
  ['RemoveSessions by subject', removal(({ subjectId }) => ({ subjectId })), 'terminated', 'terminated'],
  ['RemoveSessions by sid alone', removal(({ sessionId }) => ({ sessionId })), 'terminated', 'terminated'],
  ['RemoveSessions by id', removal(({ id }) => ({ ids: [id] })), 'terminated', 'terminated'],
  [
    'RemoveSessions as the user',
    removal(({ subjectId }) => ({ subjectId, reason: 'user_logout' })),
    'user_logout',
    'user_logout',
  ],
  [
    'RemoveSessions that leaves the session',
    removal(({ subjectId }) => ({ subjectId, removeServerSideSession: false })),
    'terminated',
    'terminated',
  ],
  [
    'ProcessLogout',
    ({ session: { subjectId, sessionId } }, from) => from.post('/v1/coordination/logout', { subjectId, sessionId }),
    'user_logout',
    'user_logout',
  ],
  ['RemoveAsync', (signedIn, from) => from.signOut(signedIn), 'user_logout', 'user_logout'],
  [
    'the session limit',
    async ({ session: { subjectId: subject } }, from) => {
      for (let n = 0; n < 2; n += 1) await from.signIn({ subject });
    },
    'limit',
    'terminated',
  ],
];

const DELIVERED = { status: 'delivered', attempts: 1, lastError: null, nextAttempt: null };

/** Told is this one and nobody else. */
async function expectTold(from: SignIns, party: Party, { session }: SignedIn, reason: string, said: string) {
  const { payload } = await verified(party, ISSUER, from.service);
  expect(payload).toMatchObject({ sub: session.subjectId, sid: session.sessionId, logout_reason: said });
  const { subjectId } = session;
  const { clientId } = party;
  await expect
    .poll(() => from.deliveries({ subjectId }), soon)
    .toEqual([expect.objectContaining({ ...DELIVERED, clientId, subjectId, sessionId: session.sessionId, reason })]);
  await heard(party);
}

describe('is told', () => {
  it.each(ENDS)('%s: a client that is registered, enabled and has an address', async (_, end, reason, said) => {
    const [party, disabled, silent, other] = await Promise.all([
      op.party(OK),
      op.party(OK, { enabled: false }),
      op.party(OK, { backChannelLogoutUri: null }),
      op.party(OK),
    ]);
    const unregistered = { clientId: fresh('unregistered') };
    const signedIn = await op.signIn({ clients: [party, disabled, silent, unregistered] });
    await end(signedIn, op);
    await expectTold(op, party, signedIn, reason, said);
    for (const one of [disabled, silent, other]) expect((await one.seen()).requests).toEqual([]);
  });

  it('expiry, by the alarm: clients that are coordinated', async () => {
    const coordinated = await op.party(OK, { coordinateLifetimeWithUserSession: true });
    const others = [await op.party(OK, { coordinateLifetimeWithUserSession: false }), await op.party(OK)];
    const signedIn = await op.signIn({ clients: [coordinated, ...others], expires: Date.now() + 500 });
    await expectTold(op, coordinated, signedIn, 'expired', 'session_expiration');
    for (const one of others) expect((await one.seen()).requests).toEqual([]);
  });

  it.each([
    ['remove-expired', (_: SignedIn, from: SignIns) => from.post('/v1/sessions/remove-expired', { count: 100 })],
    ['RemoveAsync', (signedIn: SignedIn, from: SignIns) => from.signOut(signedIn)],
  ])('expiry, found by %s: all clients where they are configured to hear', async (_, end) => {
    const party = await lazy.party(OK);
    const signedIn = await lazy.signIn({ clients: [party], expires: Date.now() - 1_000 });
    await end(signedIn, lazy);
    await expectTold(lazy, party, signedIn, 'expired', 'session_expiration');
  });

  it('each session and each client once, however often it stands in the list', async () => {
    const parties = await Promise.all([op.party(OK), op.party(OK), op.party(OK)]);
    const subject = fresh('subject');
    for (let n = 0; n < 2; n += 1) {
      await op.signIn({
        subject,
        clients: parties,
        ticket: { clientIds: [...parties, ...parties].map((p) => p.clientId) },
      });
    }
    const answer = await op.remove({ subjectId: subject });
    expect(JSON.parse(answer.text)).toMatchObject({ sessionsRemoved: 2, notificationsQueued: 6 });
    for (const party of parties) await heard(party, 2);
    await expect
      .poll(async () => (await op.deliveries({ subjectId: subject, status: 'delivered' })).length, soon)
      .toBe(6);
    for (const party of parties) await heard(party, 2);
  });

  it('of several clients only those that a removal names', async () => {
    const [named, other] = [await op.party(OK), await op.party(OK)];
    const signedIn = await op.signIn({ clients: [named, other] });
    await op.remove({ subjectId: signedIn.session.subjectId, clientIds: [named.clientId] });
    await expectTold(op, named, signedIn, 'terminated', 'terminated');
    expect((await other.seen()).requests).toEqual([]);
  });
});

describe('is not told', () => {
  const UNTOLD: readonly (readonly [name: string, end: End])[] = [
    [
      'RemoveSessions without notifications',
      removal(({ subjectId }) => ({ subjectId, sendBackchannelLogoutNotification: false })),
    ],
    ['a dry run', removal(({ subjectId }) => ({ subjectId, dryRun: true }))],
    ['DeleteSession', ({ key }, { service }) => service.send('DELETE', '/v1/session', { headers: keyHeader(key) })],
    ['DeleteSessions', ({ session: { subjectId } }, from) => from.post('/v1/sessions/delete', { subjectId })],
    [
      'UpdateSession to another subject',
      ({ key }, { service }) => {
        const now = new Date().toISOString();
        const json = { ...newSession(), created: now, renewed: now };
        return service.send('PUT', '/v1/session', { headers: keyHeader(key), json });
      },
    ],
    [
      'RenewAsync for another subject',
      ({ key }, { service }) => {
        const claims = [{ type: 'sub', value: fresh('another') }];
        const ticket = { scheme: 'cookie', claims, properties: { items: {} }, clientIds: [] };
        return service.send('PUT', '/v1/ticket', { headers: keyHeader(key), json: { ticket } });
      },
    ],
  ];

  it.each(UNTOLD)('anybody by %s', async (_, end) => {
    const party = await op.party(OK, { coordinateLifetimeWithUserSession: true });
    const signedIn = await op.signIn({ clients: [party] });
    expect(await end(signedIn, op)).toMatchObject({ status: expect.toSatisfy((status) => status < 300) });
    expect(await op.deliveries({ subjectId: signedIn.session.subjectId })).toEqual([]);
    expect((await party.seen()).requests).toEqual([]);
  });
});

describe('what was not delivered', () => {
  it('says why, when it is tried again, and can be sent at once', async () => {
    const party = await op.party({ status: 400, body: '{"error":"invalid_request"}' });
    const signedIn = await op.signIn({ clients: [party] });
    await op.signOut(signedIn);
    const { subjectId } = signedIn.session;
    const shown = { status: 'pending', attempts: 1, lastError: 'answered 400: invalid_request' };
    await expect.poll(() => op.deliveries({ subjectId }), soon).toEqual([expect.objectContaining(shown)]);
    const [delivery] = await op.deliveries({ subjectId, status: 'pending', clientId: party.clientId });
    const wait = Date.parse(delivery?.nextAttempt ?? '') - Date.parse(delivery?.created ?? '');
    expect(wait).toBeGreaterThanOrEqual(5_000);
    expect(wait).toBeLessThan(15_000);

    await party.tell({ status: 204 });
    const again = await op.service.send('POST', `/v1/management/deliveries/${delivery?.id}/redeliver`);
    expect(again.status).toBe(202);
    expect(JSON.parse(again.text)).toMatchObject({ id: delivery?.id, status: 'pending', attempts: 1 });
    await deliveredAtLast(party, subjectId);
  });

  /** After the second attempt. */
  async function deliveredAtLast(party: Party, subjectId: string) {
    await heard(party);
    const delivered = { ...DELIVERED, attempts: 2 };
    await expect.poll(() => op.deliveries({ subjectId }), soon).toEqual([expect.objectContaining(delivered)]);
  }

  it('is dead by 410, and can be sent again all the same', async () => {
    const party = await op.party({ status: 410 });
    const signedIn = await op.signIn({ clients: [party] });
    await op.signOut(signedIn);
    const { subjectId } = signedIn.session;
    const dead = { status: 'dead', attempts: 1, lastError: 'answered 410', nextAttempt: null };
    await expect.poll(() => op.deliveries({ subjectId }), soon).toEqual([expect.objectContaining(dead)]);
    const [delivery] = await op.deliveries({ subjectId, status: 'dead' });
    await party.tell({ status: 200 });
    const again = await op.service.send('POST', `/v1/management/deliveries/${delivery?.id}/redeliver`);
    expect(again.status).toBe(202);
    await deliveredAtLast(party, subjectId);
    // It exists in the index only by then, and can be sent once more.
    expect((await op.service.send('POST', `/v1/management/deliveries/${delivery?.id}/redeliver`)).status).toBe(202);
    await heard(party, 2);
  });

  it('is tried again by itself', async () => {
    const party = await op.party({ status: 503 });
    const signedIn = await op.signIn({ clients: [party] });
    await op.signOut(signedIn);
    await heard(party);
    await party.tell({ status: 200 });
    await deliveredAtLast(party, signedIn.session.subjectId);
  });
});
