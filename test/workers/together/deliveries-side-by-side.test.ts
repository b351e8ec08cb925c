/**
 * Many logout notifications of one object: who waits for whom, how many are under way at once, and what D1 being away, a new
 * instance and a lost alarm do to them. Contract: "Back-channel logout"; design.md, invariants 12 and 13.
 */
import { describe, expect, it } from 'vitest';
import type { Party } from '../../system/harness/party.ts';
import type { Behaviour } from '../../system/harness/relying-party.ts';
import { DeliveryScene, HOUR, MINUTE, SECOND } from '../delivery-scene.ts';

const HANGS: Behaviour = { status: null };
const ANSWERS: Behaviour = { status: 200 };

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const parties = (scene: DeliveryScene, count: number, behaviour: Behaviour): Promise<Party[]> =>
  Promise.all(times(count, () => scene.party(behaviour)));

const sentTo = async (party: Party): Promise<number> => (await party.seen()).requests.length;

/** How many requests have no answer yet. */
const waitAt = async (those: readonly Party[]): Promise<number> =>
  (await Promise.all(those.map((party) => party.seen())))
    .flatMap((seen) => seen.times)
    .filter(({ ended }) => ended === null).length;

/**
 * Who waits at those gets an answer, again and again, until the run is over; each time after so many milliseconds of the
 * scene's clock. By default an attempt takes longer than one that is said to be slow.
 */
async function answeredUntil(
  run: Promise<void>,
  scene: DeliveryScene,
  those: readonly Party[],
  { status, takes } = { status: 503, takes: SECOND + 1 },
): Promise<void> {
  for (let over = false; !over; ) {
    const waiting = await Promise.all(those.map(async (party) => ((await waitAt([party])) > 0 ? [party] : [])));
    if (waiting.flat().length > 0) scene.now += takes;
    await Promise.all(waiting.flat().map((party) => party.answer(status)));
    over = await Promise.race([run.then(() => true), scheduler.wait(20).then(() => false)]);
  }
}

/** How many requests were under way at the same time, at most. */
async function mostAtOnce(...those: readonly Party[]): Promise<number> {
  const spans = (await Promise.all(those.map((party) => party.seen()))).flatMap((seen) => seen.times);
  const steps = spans
    .flatMap(({ began, ended }) => [
      { at: began, by: 1 },
      { at: ended ?? Number.POSITIVE_INFINITY, by: -1 },
    ])
    .toSorted((one, other) => one.at - other.at || one.by - other.by);
  let [now, most] = [0, 0];
  for (const { by } of steps) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

describe('a client that hangs', () => {
  it('holds up nobody else: the others hear while it still does', async () => {
    const scene = new DeliveryScene();
    const hanging = await scene.party(HANGS);
    const others = await parties(scene, 8, ANSWERS);
    await scene.signedIn([hanging, ...others]);
    await scene.remove();
    const run = scene.pass(1);
    await expect.poll(() => Promise.all(others.map(sentTo))).toEqual(times(8, () => 1));
    expect(await waitAt([hanging])).toBe(1);
    await answeredUntil(run, scene, [hanging]);
    for (const party of others) expect(await scene.delivery(party)).toMatchObject({ status: 'delivered', attempts: 1 });
    expect(await scene.delivery(hanging)).toMatchObject({ status: 'pending', lastError: 'answered 503' });
  });

  it('with many sessions has one attempt at a time, and gives way to the others after it', async () => {
    const scene = new DeliveryScene();
    const hanging = await parties(scene, 7, HANGS);
    const answering = await scene.party(ANSWERS);
    for (let n = 0; n < 4; n += 1) await scene.signedIn(hanging);
    await scene.signedIn([...hanging, answering]);
    await scene.remove();
    const run = scene.ring();
    await expect.poll(() => waitAt(hanging)).toBeGreaterThanOrEqual(5);
    await answeredUntil(run, scene, hanging);
    expect(await sentTo(answering)).toBe(1);
    expect(await Promise.all(hanging.map(sentTo))).toEqual(times(7, () => 1));
  });

  it('does not hide what is due later behind what it has due', async () => {
    const scene = new DeliveryScene();
    const [hanging, answering] = [await scene.party(HANGS), await scene.party(ANSWERS)];
    await scene.signedIn([hanging]);
    await scene.remove();
    await scene.multiply(2_500);
    await scene.signedIn([answering]);
    await scene.remove();
    const run = scene.ring();
    await expect.poll(() => sentTo(answering)).toBe(1);
    expect(await waitAt([hanging])).toBe(1);
    await answeredUntil(run, scene, [hanging]);
    expect(await sentTo(hanging)).toBe(1);
  });

  it('comes last in the next run, however many there are and whatever they have due', async () => {
    const scene = new DeliveryScene();
    const hanging = await parties(scene, 12, HANGS);
    const answering = await scene.party(ANSWERS);
    for (let n = 0; n < 3; n += 1) await scene.signedIn(hanging);
    await scene.remove();
    await answeredUntil(scene.ring(), scene, hanging);
    expect(await Promise.all(hanging.map(sentTo))).toEqual(times(12, () => 1));
    await scene.signedIn([answering]);
    await scene.remove();
    const run = scene.ring();
    await expect.poll(() => sentTo(answering)).toBe(1);
    expect(await Promise.all(hanging.map((party) => mostAtOnce(party)))).toEqual(times(12, () => 1));
    await answeredUntil(run, scene, hanging);
  });

  it('does not keep waiting what comes due while it hangs', async () => {
    const scene = new DeliveryScene();
    const [hanging, answering] = [await scene.party(HANGS), await scene.party(ANSWERS)];
    await scene.signedIn([hanging]);
    await scene.remove();
    const run = scene.ring();
    await expect.poll(() => sentTo(hanging)).toBe(1);
    await scene.signedIn([answering]);
    await scene.remove();
    await expect.poll(() => sentTo(answering)).toBe(1);
    await expect.poll(async () => (await scene.delivery(answering)).status).toBe('delivered');
    expect(await waitAt([hanging])).toBe(1);
    await answeredUntil(run, scene, [hanging]);
  });
});

describe('more clients than may be told at once', () => {
  it.each([7, 20])('%i: never more than six at once, and all of them hear', async (count) => {
    const scene = new DeliveryScene();
    const those = await parties(scene, count, HANGS);
    await scene.signedIn(those);
    await scene.signedIn(those);
    await scene.remove();
    const run = scene.pass(1);
    await expect.poll(() => waitAt(those)).toBe(6);
    await answeredUntil(run, scene, those, { status: 200, takes: 0 });
    expect(await Promise.all(those.map(sentTo))).toEqual(times(count, () => 2));
    expect(await mostAtOnce(...those)).toBe(6);
    // And no client two at a time.
    for (const party of those) expect(await mostAtOnce(party)).toBe(1);
    expect(new Set((await scene.deliveries()).map(({ status }) => status))).toEqual(new Set(['delivered']));
  });
});

describe('while D1 is down', () => {
  it('the end is told with the last copy of the registration, and the status follows when D1 is back', async () => {
    const scene = new DeliveryScene();
    scene.random = 0.5;
    const party = await scene.party(ANSWERS);
    await scene.signedIn([party]);
    // What this object knows of the client it has from the projection of the session.
    await scene.restart();
    scene.d1 = 'down';
    await scene.remove();
    await scene.pass(1);
    expect(await sentTo(party)).toBe(1);
    // Told, and not told again, though the index has not heard of it.
    await scene.pass(MINUTE);
    expect(await sentTo(party)).toBe(1);
    expect(await scene.held()).toEqual([expect.objectContaining({ status: 'delivered', attempts: 1 })]);
    scene.d1 = 'up';
    await scene.pass(10 * MINUTE);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', attempts: 1 });
    expect(await scene.held()).toEqual([]);
    expect(await sentTo(party)).toBe(1);
  });

  it('attempts go on by the schedule, by the copy that was made at the end', async () => {
    const scene = new DeliveryScene();
    scene.random = 0.5;
    const party = await scene.party({ status: 500 });
    await scene.signedIn([party]);
    await scene.remove();
    await scene.pass(1);
    expect(await scene.delivery()).toMatchObject({ attempts: 1 });
    await scene.restart();
    scene.d1 = 'down';
    await scene.pass(40 * SECOND);
    expect(await sentTo(party)).toBe(3);
    expect(await scene.held()).toEqual([expect.objectContaining({ attempts: 3, failures: 3, status: 'pending' })]);
    await party.tell(ANSWERS);
    await scene.pass(3 * MINUTE);
    scene.d1 = 'up';
    await scene.pass(10 * MINUTE);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', attempts: 4 });
  });

  it('a client that nobody has ever heard of waits until the index says what it is', async () => {
    const scene = new DeliveryScene();
    const party = await scene.party(ANSWERS);
    scene.d1 = 'down';
    await scene.signedIn([party]);
    expect(await scene.remove()).toMatchObject({ notificationsQueued: 1 });
    await scene.pass(1);
    expect(await sentTo(party)).toBe(0);
    expect(await scene.held()).toEqual([
      expect.objectContaining({ attempts: 1, last_error: 'the registration could not be read' }),
    ]);
    scene.d1 = 'up';
    await scene.pass(10 * MINUTE);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered' });
    expect(await sentTo(party)).toBe(1);
  });
});

describe('nothing is lost', () => {
  it('where the instance goes between commit and delivery', async () => {
    const scene = new DeliveryScene();
    const party = await scene.party(ANSWERS);
    await scene.signedIn([party]);
    await scene.remove();
    await scene.restart();
    await scene.pass(1);
    expect(await sentTo(party)).toBe(1);
  });

  it('where the alarm is lost: being asked arms it again', async () => {
    const scene = new DeliveryScene();
    const party = await scene.party(ANSWERS);
    await scene.signedIn([party]);
    await scene.remove();
    await scene.loseAlarm();
    await scene.pass(HOUR);
    expect(await sentTo(party)).toBe(0);
    await scene.wake();
    await scene.pass(SECOND);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  it('where sessions expire: the alarm ends them and tells in the same run', async () => {
    const scene = new DeliveryScene({ expiryTellsAll: true });
    const party = await scene.party(ANSWERS);
    const { session } = await scene.signedIn([party], scene.now + HOUR);
    await scene.pass(HOUR - 1);
    expect(await sentTo(party)).toBe(0);
    await scene.pass(1);
    expect(await party.claims()).toEqual([
      expect.objectContaining({ sid: session.sessionId, logout_reason: 'session_expiration' }),
    ]);
    expect(await scene.delivery()).toMatchObject({ status: 'delivered', reason: 'expired' });
  });
});
