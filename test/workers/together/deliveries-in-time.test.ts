/**
 * Logout notifications attempt by attempt, on a clock that the test sets: what is stored after each attempt, and when the
 * next is due. Contract: "Back-channel logout", "deliveries", "redeliver".
 */
import { describe, expect, it } from 'vitest';
import type { Party } from '../../system/harness/party.ts';
import type { Behaviour } from '../../system/harness/relying-party.ts';
import { DeliveryScene, HOUR, MINUTE, SECOND, verified } from '../delivery-scene.ts';

const WAITS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR];

/** Somebody signed in to one client, and the end of the session is committed; nothing was sent yet. */
async function ended(behaviour: Behaviour): Promise<{ scene: DeliveryScene; party: Party }> {
  const scene = new DeliveryScene();
  const party = await scene.party(behaviour);
  await scene.signedIn([party]);
  expect(await scene.remove()).toMatchObject({ sessionsRemoved: 1, notificationsQueued: 1 });
  return { scene, party };
}

/** The first attempt is due a millisecond after the end. */
const attemptOf = (scene: DeliveryScene) => scene.pass(1);

describe('a notification', () => {
  it('is pending and due at once when its session has ended, with the same transaction', async () => {
    const { scene, party } = await ended({ status: 200 });
    expect(await scene.delivery()).toEqual({
      id: expect.stringMatching(/^[\w-]+$/),
      clientId: party.clientId,
      subjectId: scene.subject,
      sessionId: expect.stringMatching(/^sid-/),
      reason: 'terminated',
      status: 'pending',
      attempts: 0,
      lastError: null,
      nextAttempt: scene.now,
      created: scene.now,
    });
    expect(await scene.alarm()).toBe(scene.now + 1);
    expect((await party.seen()).requests).toEqual([]);
  });

  it.each([200, 204])('is delivered by %i, and the object keeps nothing of it', async (status) => {
    const { scene, party } = await ended({ status });
    await attemptOf(scene);
    const delivered = { status: 'delivered', attempts: 1, lastError: null, nextAttempt: null };
    expect(await scene.delivery()).toMatchObject(delivered);
    expect(await scene.held()).toEqual([]);
    await scene.pass(48 * HOUR);
    expect((await party.seen()).requests).toHaveLength(1);
  });
});

describe('what fails is tried again', () => {
  it('after 5 s, 30 s, 2 min, 10 min, 1 h, 6 h and 24 h, then it is dead; each time with a token of its own', async () => {
    const { scene, party } = await ended({ status: 500 });
    const times: number[] = [];
    await attemptOf(scene);
    for (const [failures, wait] of WAITS.entries()) {
      times.push(scene.now);
      expect(await scene.delivery()).toMatchObject({
        status: 'pending',
        attempts: failures + 1,
        lastError: 'answered 500',
        nextAttempt: scene.now + wait,
      });
      // Not a millisecond earlier.
      await scene.pass(wait - 1);
      expect((await party.seen()).requests).toHaveLength(failures + 1);
      await scene.pass(1);
    }
    times.push(scene.now);
    expect(await scene.delivery()).toMatchObject({
      status: 'dead',
      attempts: 8,
      lastError: 'answered 500',
      nextAttempt: null,
    });
    await scene.pass(72 * HOUR);
    const tokens = await party.tokens();
    expect(tokens).toHaveLength(8);
    const sent = await Promise.all(tokens.map((token, n) => verified(token, party, times[n] ?? 0)));
    expect(new Set(sent.map(({ payload }) => payload.jti)).size).toBe(8);
    for (const [n, { payload }] of sent.entries()) {
      expect(payload.iat).toBe(Math.floor((times[n] ?? 0) / 1000));
      expect(Number(payload.exp) - Number(payload.iat)).toBe(120);
      expect(payload).toMatchObject({
        sub: scene.subject,
        sid: expect.stringMatching(/^sid-/),
        logout_reason: 'terminated',
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      });
    }
    // By then nothing else is left of the session either.
    expect(await scene.stored('meta')).toEqual([]);
  });

  it.each([
    ['400', { status: 400 }, 'answered 400'],
    [
      '400 with an error',
      { status: 400, headers: { 'Content-Type': 'application/json' }, body: '{"error":"invalid_request"}' },
      'answered 400: invalid_request',
    ],
    [
      'a redirect',
      { status: 302, headers: { Location: 'https://elsewhere.example.com/' } },
      'answered 302: redirects are not followed',
    ],
    ['no answer', { status: null }, 'no answer within 0.3 s'],
    ['a connection that breaks', { status: null, after: 'breaks' }, 'connection failed'],
    ['500 and 10 MB', { status: 500, body: 'x'.repeat(10 * 1024 * 1024) }, 'answered 500'],
  ] as const)('%s', async (_, behaviour, lastError) => {
    const { scene, party } = await ended(behaviour);
    if (lastError === 'no answer within 0.3 s') scene.timeout = 300;
    await attemptOf(scene);
    scene.timeout = MINUTE;
    expect(await scene.delivery()).toMatchObject({
      status: 'pending',
      attempts: 1,
      lastError,
      nextAttempt: scene.now + 5 * SECOND,
    });
    await party.tell({ status: 204 });
    await scene.pass(5 * SECOND);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', attempts: 2, lastError: null });
    expect((await party.seen()).requests).toHaveLength(1);
  });

  it('by 200 and 10 MB it is delivered', async () => {
    const { scene } = await ended({ status: 200, body: 'x'.repeat(10 * 1024 * 1024) });
    await attemptOf(scene);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  it.each([
    ['longer than the schedule', '40', 40 * SECOND],
    ['shorter than the schedule', '2', 5 * SECOND],
    ['longer than an hour', '86400', HOUR],
    ['none that is understood', 'tomorrow', 5 * SECOND],
  ])('429 with Retry-After %s: %s', async (_, seconds, wait) => {
    const { scene, party } = await ended({ status: 429, headers: { 'Retry-After': seconds } });
    await attemptOf(scene);
    const failed = { status: 'pending', attempts: 1, lastError: 'answered 429', nextAttempt: scene.now + wait };
    expect(await scene.delivery()).toMatchObject(failed);
    await party.tell({ status: 204 });
    await scene.pass(wait - 1);
    expect((await party.seen()).requests).toHaveLength(0);
    await scene.pass(1);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', attempts: 2 });
  });

  it.each([
    [0.5, 1.05],
    [0.999, 1.0999],
  ])('a random %d makes each wait longer by up to a tenth', async (random, longer) => {
    const { scene } = await ended({ status: 503 });
    scene.random = random;
    await attemptOf(scene);
    for (const [failures, wait] of WAITS.entries()) {
      const { attempts, nextAttempt } = await scene.delivery();
      expect(attempts).toBe(failures + 1);
      expect(Math.abs(Number(nextAttempt) - scene.now - wait * longer)).toBeLessThanOrEqual(1);
      await scene.until(Number(nextAttempt));
    }
    expect(await scene.delivery()).toMatchObject({ status: 'dead', attempts: 8 });
  });
});

describe('is dead at once', () => {
  it('by 410', async () => {
    const { scene, party } = await ended({ status: 410, headers: { 'Retry-After': '5' } });
    await attemptOf(scene);
    const dead = { status: 'dead', attempts: 1, lastError: 'answered 410', nextAttempt: null };
    expect(await scene.delivery()).toMatchObject(dead);
    await scene.pass(48 * HOUR);
    expect((await party.seen()).requests).toHaveLength(1);
  });

  it.each([
    [
      'is gone',
      'the client is not registered',
      (scene: DeliveryScene, party: Party) => scene.clients.delete(party.clientId),
    ],
    [
      'is disabled',
      'the client is disabled',
      (scene: DeliveryScene, party: Party) => scene.register(party, { enabled: false }),
    ],
    [
      'has no address any more',
      'the client has no logout address',
      (scene: DeliveryScene, party: Party) => scene.register(party, { backChannelLogoutUri: null }),
    ],
    [
      'has an address that is refused now',
      'the logout address must be https',
      async (scene: DeliveryScene) => {
        scene.allowPrivate = false;
      },
    ],
  ])('where the client %s, also between two attempts', async (_, lastError, change) => {
    for (const before of [true, false]) {
      const { scene, party } = await ended({ status: 500 });
      if (!before) await attemptOf(scene);
      await change(scene, party);
      await scene.pass(before ? 1 : 5 * SECOND);
      const attempts = before ? 1 : 2;
      expect(await scene.delivery()).toMatchObject({ status: 'dead', attempts, lastError, nextAttempt: null });
      expect((await party.seen()).requests).toHaveLength(before ? 0 : 1);
    }
  });

  it('but an address that has changed meanwhile is the one that counts', async () => {
    const { scene, party } = await ended({ status: 500 });
    await attemptOf(scene);
    const moved = await scene.party({ status: 200 });
    await scene.register(party, { backChannelLogoutUri: moved.address });
    await scene.pass(5 * SECOND);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', attempts: 2 });
    expect((await moved.claims()).map(({ aud }) => aud)).toEqual([party.clientId]);
  });
});

describe('redeliver', () => {
  const redelivered = async (scene: DeliveryScene) => {
    const queued = await scene.management.redeliver((await scene.delivery()).id);
    if (queued.outcome !== 'queued') throw new Error(queued.outcome);
    return queued.delivery;
  };

  it('of a delivered one: due at once, attempts count on', async () => {
    const { scene, party } = await ended({ status: 200 });
    await attemptOf(scene);
    await scene.pass(MINUTE);
    const due = { status: 'pending', attempts: 1, nextAttempt: scene.now };
    expect(await redelivered(scene)).toMatchObject(due);
    expect(await scene.delivery()).toMatchObject(due);
    await attemptOf(scene);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', attempts: 2, nextAttempt: null });
    const [one, other] = await party.claims();
    expect(other?.jti).not.toBe(one?.jti);
    for (const claim of ['aud', 'sub', 'sid', 'iss', 'logout_reason']) expect(other?.[claim]).toEqual(one?.[claim]);
  });

  it('of a dead one: waits begin anew, attempts count on, also where the object has long gone', async () => {
    const { scene, party } = await ended({ status: 410 });
    await attemptOf(scene);
    await scene.pass(48 * HOUR);
    expect(await scene.stored('meta')).toEqual([]);
    await scene.restart();
    await party.tell({ status: 500 });
    expect(await redelivered(scene)).toMatchObject({ status: 'pending', attempts: 1, nextAttempt: scene.now });
    await attemptOf(scene);
    for (const [failures, wait] of WAITS.entries()) {
      const waiting = { status: 'pending', attempts: failures + 2, nextAttempt: scene.now + wait };
      expect(await scene.delivery()).toMatchObject(waiting);
      await scene.pass(wait);
    }
    expect(await scene.delivery()).toMatchObject({ status: 'dead', attempts: 9 });
    expect((await party.seen()).requests).toHaveLength(8);
  });

  it('of a pending one: due at once, and the next wait is the first again', async () => {
    const { scene, party } = await ended({ status: 500 });
    await attemptOf(scene);
    await scene.pass(5 * SECOND);
    await scene.pass(30 * SECOND);
    expect(await scene.delivery()).toMatchObject({ attempts: 3, nextAttempt: scene.now + 2 * MINUTE });
    await scene.pass(SECOND);
    expect(await redelivered(scene)).toMatchObject({ status: 'pending', attempts: 3, nextAttempt: scene.now });
    await attemptOf(scene);
    expect(await scene.delivery()).toMatchObject({ attempts: 4, nextAttempt: scene.now + 5 * SECOND });
    expect((await party.seen()).requests).toHaveLength(4);
  });

  it.each([200, 500])('during an attempt that %i answers: another follows, in a new series', async (status) => {
    const { scene, party } = await ended({ status: null });
    const first = scene.pass(1);
    const requests = async () => (await party.seen()).requests.length;
    await expect.poll(requests).toBe(1);
    expect(await redelivered(scene)).toMatchObject({ status: 'pending', attempts: 0 });
    await party.answer(status);
    await expect.poll(requests).toBe(2);
    await party.answer(status);
    await first;
    const end = status === 200 ? { status: 'delivered' } : { nextAttempt: scene.now + 5 * SECOND };
    expect(await scene.delivery()).toMatchObject({ attempts: 2, ...end });
  });

  it('of what nobody knows is not found', async () => {
    const scene = new DeliveryScene();
    expect(await scene.management.redeliver('nothing')).toEqual({ outcome: 'delivery-not-found' });
  });
});
