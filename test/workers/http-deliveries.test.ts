/**
 * The list of logout notifications, and one once more. Contract: "Session management", "Back-channel logout". Nobody
 * answers at the addresses of these tests, so that a delivery is pending, until its client is gone: then it is dead.
 */
import { describe, expect, it } from 'vitest';
import { fresh, send, told } from './http-client.ts';
import {
  type Delivery,
  deliveries,
  deregister,
  getList,
  redeliver,
  register,
  registered,
  removeSessions,
  toldOf,
  walked,
} from './management-client.ts';
import { stored } from './ticket-client.ts';

/** A session that has ended with these clients. */
async function ended(clientIds: readonly string[], given: object = {}) {
  const { session } = await stored({ clientIds, ...given });
  const { subjectId, sessionId } = session;
  const from = Date.now();
  await removeSessions({ subjectId, sessionId });
  return { subjectId, sessionId, from };
}
const one = async (subjectId: string): Promise<Delivery> => {
  const { results } = await deliveries({ subjectId });
  const [delivery] = results;
  if (delivery === undefined || results.length > 1) throw new Error(`${results.length} deliveries`);
  return delivery;
};
/** A delivery that has died, because its client was forgotten. */
async function dead(): Promise<{ readonly delivery: Delivery; readonly clientId: string }> {
  const clientId = await registered();
  const { subjectId } = await ended([clientId]);
  await deregister(clientId);
  expect((await redeliver((await one(subjectId)).id)).status).toBe(202);
  await expect.poll(async () => (await one(subjectId)).status, { timeout: 20_000 }).toBe('dead');
  return { delivery: await one(subjectId), clientId };
}

describe('a delivery', () => {
  it('is queued for each client that is told, and in the list at once, with every field in order', async () => {
    const clientId = await registered();
    const { subjectId, sessionId, from } = await ended([clientId, fresh('unknown')]);
    const delivery = await one(subjectId);
    expect(Object.keys(delivery)).toEqual([
      'id',
      'clientId',
      'subjectId',
      'sessionId',
      'reason',
      'status',
      'attempts',
      'lastError',
      'nextAttempt',
      'created',
    ]);
    expect(delivery).toMatchObject({ clientId, subjectId, sessionId, reason: 'terminated', status: 'pending' });
    expect(Date.parse(delivery.created)).toBeGreaterThanOrEqual(from);
    expect(Date.parse(delivery.created)).toBeLessThanOrEqual(Date.now());
    expect(delivery.nextAttempt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Number.isInteger(delivery.attempts)).toBe(true);
    expect(delivery.attempts === 0 ? delivery.lastError : typeof delivery.lastError).toBe(
      delivery.attempts === 0 ? null : 'string',
    );
  });
  it('is attempted, fails, says why, and waits', async () => {
    const clientId = await registered();
    const { subjectId } = await ended([clientId]);
    await expect.poll(async () => (await one(subjectId)).attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    const delivery = await one(subjectId);
    expect(delivery.status).toBe('pending');
    expect(delivery.lastError).toMatch(/\S/);
    expect(Date.parse(delivery.nextAttempt ?? '')).toBeGreaterThan(Date.parse(delivery.created));
  });
  it('is one for each session and client', async () => {
    const clientIds = [await registered(), await registered()];
    const subject = fresh('subject');
    const sessions = [await stored({ subject, clientIds }), await stored({ subject, clientIds: clientIds.slice(1) })];
    expect(await removeSessions({ subjectId: subject })).toMatchObject({ notificationsQueued: 3 });
    expect(await toldOf(subject)).toEqual(
      [
        `${sessions[0]?.session.sessionId} ${clientIds[0]} terminated`,
        `${sessions[0]?.session.sessionId} ${clientIds[1]} terminated`,
        `${sessions[1]?.session.sessionId} ${clientIds[1]} terminated`,
      ].toSorted(),
    );
  });
  it('dies at once where its client is gone', async () => {
    const { delivery } = await dead();
    expect(delivery).toMatchObject({ status: 'dead', nextAttempt: null });
    expect(delivery.lastError).toMatch(/\S/);
  });
});

describe('the list', () => {
  it('has the newest first, and pages that show each exactly once', async () => {
    const clientId = await registered();
    const subjects: string[] = [];
    for (let n = 0; n < 5; n += 1) subjects.push((await ended([clientId])).subjectId);
    const { results, totalCount } = await deliveries({ clientId });
    expect([results.map(({ subjectId }) => subjectId), totalCount]).toEqual([subjects.toReversed(), 5]);
    for (const countRequested of [1, 2, 5]) {
      const rows = (await walked<Delivery>('deliveries', { clientId, countRequested })).flat();
      expect(rows.map(({ id }) => id)).toEqual(results.map(({ id }) => id));
    }
    const first = await deliveries({ clientId, countRequested: 2 });
    const second = await deliveries({ clientId, countRequested: 2, resultsToken: first.resultsToken });
    expect(second).toMatchObject({ hasPrevResults: true, hasNextResults: true, totalPages: 3, currentPage: 2 });
    const back = await deliveries({
      clientId,
      countRequested: 2,
      resultsToken: second.resultsToken,
      requestPriorResults: true,
    });
    expect(back.results.map(({ id }) => id)).toEqual(first.results.map(({ id }) => id));
  });
  it('is filtered exactly, ANDed, and a blank filter is not set', async () => {
    const [web, app] = [await registered(), await registered()];
    const sessionId = fresh('shared');
    const [a, b] = [await ended([web, app], { sessionId }), await ended([web], { sessionId })];
    const other = await stored({ subject: a.subjectId, clientIds: [web] });
    await removeSessions({ subjectId: a.subjectId });
    const idsOf = async (parameters: Readonly<Record<string, string>>) =>
      (await deliveries(parameters)).results
        .map((row) => `${row.subjectId} ${row.sessionId} ${row.clientId}`)
        .toSorted();
    const all = [
      { ...a, clientId: web },
      { ...a, clientId: app },
      { ...b, clientId: web },
      { subjectId: a.subjectId, sessionId: other.session.sessionId, clientId: web },
    ];
    for (const filter of [
      { clientId: web },
      { clientId: app },
      { sessionId },
      { subjectId: a.subjectId },
      { subjectId: a.subjectId, clientId: web },
      { subjectId: a.subjectId, sessionId },
      { clientId: web, sessionId },
      { subjectId: b.subjectId, sessionId, clientId: web },
      { subjectId: b.subjectId, clientId: app },
    ] as const) {
      const matching = all
        .filter((row) => Object.entries(filter).every(([name, value]) => row[name as keyof typeof filter] === value))
        .map((row) => `${row.subjectId} ${row.sessionId} ${row.clientId}`)
        .toSorted();
      for (const parameters of [filter, { ...filter, status: 'pending' }, { ...filter, status: ' ' }]) {
        expect(await idsOf(parameters), JSON.stringify(parameters)).toEqual(matching);
      }
      for (const status of ['delivered', 'dead']) expect(await idsOf({ ...filter, status })).toEqual([]);
    }
    for (const clientId of [web.slice(1), web.toUpperCase(), '%']) expect(await idsOf({ clientId })).toEqual([]);
    expect((await idsOf({ clientId: ' ', sessionId })).length).toBe(3);
  });
  it('finds the dead', async () => {
    const { delivery, clientId } = await dead();
    expect((await deliveries({ status: 'dead', clientId })).results).toEqual([delivery]);
    expect((await deliveries({ status: 'pending', clientId })).results).toEqual([]);
  });
  it('has tokens of its own filters only', async () => {
    const clientId = await registered();
    await ended([clientId]);
    const { resultsToken } = await deliveries({ clientId, countRequested: 1 });
    const ask = async (list: string, parameters: Readonly<Record<string, string>>) =>
      told(await getList(list, { resultsToken, ...parameters }));
    expect(await ask('deliveries', { clientId })).toBe('200');
    for (const parameters of [{}, { clientId, status: 'pending' }, { subjectId: clientId }]) {
      expect(await ask('deliveries', parameters)).toBe('400 results-token-invalid');
    }
    for (const list of ['history', 'sessions']) expect(await ask(list, {})).toBe('400 results-token-invalid');
  });
});

describe('redeliver', () => {
  it('is 202 with the delivery, pending and due at once, and counts on', async () => {
    const clientId = await registered();
    const { subjectId } = await ended([clientId]);
    await expect.poll(async () => (await one(subjectId)).attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    const before = await one(subjectId);
    const response = await redeliver(before.id);
    expect(response.status).toBe(202);
    const delivery = await response.json<Delivery>();
    expect(delivery).toMatchObject({
      id: before.id,
      clientId,
      subjectId,
      status: 'pending',
      created: before.created,
      reason: before.reason,
    });
    expect(delivery.attempts).toBeGreaterThanOrEqual(before.attempts);
    expect(Date.parse(delivery.nextAttempt ?? '')).toBeLessThanOrEqual(Date.now());
    await expect
      .poll(async () => (await one(subjectId)).attempts, { timeout: 20_000 })
      .toBeGreaterThan(before.attempts);
  });
  it('brings back the dead', async () => {
    const { delivery, clientId } = await dead();
    await register(clientId);
    const response = await redeliver(delivery.id);
    expect([response.status, await response.json()]).toMatchObject([202, { id: delivery.id, status: 'pending' }]);
    expect((await one(delivery.subjectId)).status).toBe('pending');
    await expect
      .poll(async () => (await one(delivery.subjectId)).attempts, { timeout: 20_000 })
      .toBeGreaterThan(delivery.attempts);
  });
  it('is 404 where there is none', async () => {
    for (const id of ['x', 'A'.repeat(43), crypto.randomUUID(), '😀', 'a.b', `${'A'.repeat(22)}.${'A'.repeat(43)}`]) {
      expect(await told(await redeliver(id)), id).toBe('404 delivery-not-found');
    }
    const { subjectId } = await ended([await registered()]);
    const { id } = await one(subjectId);
    expect(await told(await redeliver(`${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`))).toBe(
      '404 delivery-not-found',
    );
  });
  it('asks for manage', async () => {
    const path = '/v1/management/deliveries/x/redeliver';
    for (const token of ['read-token', 'store-token']) {
      expect(await told(await send('POST', path, { token }))).toBe('403 insufficient-scope');
    }
  });
});
