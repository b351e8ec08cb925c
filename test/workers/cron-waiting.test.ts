/**
 * Objects that hold something back: notifications that are long due, changes that the index does not get. Their alarms do
 * nothing in these tests, however often they are set.
 */
import { runInDurableObject } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { pokeBuckets } from '../../src/cron/buckets.ts';
import { mendDrift } from '../../src/cron/drift.ts';
import { wakeOverdue } from '../../src/cron/overdue-deliveries.ts';
import { WaitingObjects } from '../../src/cron/waiting-objects.ts';
import { routeOf } from '../../src/session/keys.ts';
import { budgetOf, cronParts, HOUR, rowOf } from './cron-scene.ts';
import { created, fresh, send } from './http-client.ts';
import { deliveries, logout, registered } from './management-client.ts';
import { stored } from './ticket-client.ts';
import { db, inside, objects } from './within-service.ts';

const patient = { timeout: 30_000, interval: 100 };

const silence = (route: string) =>
  runInDurableObject(objects.getByName(route), async (instance, { storage }) => {
    Object.assign(instance, { alarm: async () => undefined });
    await storage.deleteAlarm();
  });

/** A notification that has failed once and should have been sent again an hour ago. */
async function overdue(): Promise<{ readonly subjectId: string; readonly route: string }> {
  const subjectId = fresh('subject');
  const route = await routeOf(subjectId);
  const { session } = await stored({ subject: subjectId, clientIds: [await registered()] });
  await logout(subjectId, session.sessionId);
  const attempts = async () => (await deliveries({ subjectId })).results.map((one) => one.attempts);
  await expect.poll(attempts, patient).toEqual([1]);
  await silence(route);
  const due = Date.now() - HOUR;
  await inside(route, ({ sql }) => sql.exec('UPDATE delivery SET next_attempt = ?', due).toArray());
  await db.prepare('UPDATE delivery SET next_attempt = ?1 WHERE subject = ?2').bind(due, subjectId).run();
  return { subjectId, route };
}

it('notifications that are long due go out, though no alarm rings', async () => {
  const { subjectId } = await overdue();
  expect(await wakeOverdue(cronParts(), new WaitingObjects())).toBe(1);
  const [told] = (await deliveries({ subjectId })).results;
  expect(told).toMatchObject({ status: 'pending', attempts: 2 });
  expect(Date.parse(told?.nextAttempt ?? '')).toBeGreaterThan(Date.now());
  expect(await wakeOverdue(cronParts(), new WaitingObjects())).toBe(0);
});

it('an object that does not answer does not hold up the others, and a spent budget asks nobody', async () => {
  const { subjectId } = await overdue();
  await db
    .prepare(
      `INSERT INTO delivery (id, route, rev, client_id, subject, sid, token_sub, token_sid, reason, status, attempts, next_attempt, created)
       VALUES ('out-of-reach', '', 1, 'c', 's', 's', 's', 's', 'expired', 'pending', 0, 1, 1)`,
    )
    .run();
  expect(await wakeOverdue(cronParts({ budget: budgetOf(0) }), new WaitingObjects())).toBe(0);
  const parts = cronParts();
  const call: typeof parts.directory.call = (route, kind, work) =>
    route === '' ? Promise.reject(new Error('out of reach')) : cronParts().directory.call(route, kind, work);
  const run = { ...parts, directory: Object.assign(parts.directory, { call }) };
  expect(await wakeOverdue(run, new WaitingObjects())).toBe(1);
  expect(parts.logged).toContainEqual({ event: 'cron-object-unavailable', details: { route: '', reason: 'Error' } });
  expect((await deliveries({ subjectId })).results).toMatchObject([{ attempts: 2 }]);
  await db.prepare("DELETE FROM delivery WHERE id = 'out-of-reach'").run();
});

it('a bucket whose move is long under way completes it when it is poked, though no alarm rings', async () => {
  const session = await created({ key: fresh('a chosen key') });
  const bucket = `k${session.id.slice(0, 2)}`;
  await silence(bucket);
  // As a crash leaves it: home has written the move to another object down, and its source has the record still.
  await inside(bucket, ({ sql }) => {
    const rec = {
      content: {
        kind: 'session',
        partition: '',
        scheme: 'cookie',
        subjectId: 'other',
        sessionId: 'sid',
        displayName: null,
        device: null,
        created: 1,
        renewed: 1,
        expires: null,
        absoluteExpires: null,
        issuer: null,
        clients: [],
      },
      mode: 'replace',
      ifMatch: null,
      since: 1,
      indexed: false,
      create: null,
      by: { actor: 'system', onBehalfOf: null },
    };
    sql.exec(
      'UPDATE way SET rec = ?, envelope = ?, src = target, target = ?, at = ?4, began = ?4 WHERE id = ?5',
      JSON.stringify(rec),
      new Uint8Array(60),
      'w'.repeat(22),
      Date.now() - HOUR,
      session.id,
    );
  });
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const [first = '', second = ''] = session.id;
  await cronParts().index.setCursor('bucket', String(alphabet.indexOf(first) * 64 + alphabet.indexOf(second)));
  await pokeBuckets(cronParts());
  await expect.poll(async () => (await rowOf(session.id))?.route, patient).toBe('w'.repeat(22));
});

const lag = async () =>
  (
    await (
      await send('GET', '/v1/management/stats', { token: 'read-token' })
    ).json<{ oldestUnprojectedSeconds: number }>()
  ).oldestUnprojectedSeconds;

it('a change that the index does not get is told by the statistics, until it has it', async () => {
  const settle = async (look: (waiting: WaitingObjects) => Promise<unknown>) => {
    const waiting = new WaitingObjects();
    await look(waiting);
    return waiting.settle(cronParts());
  };
  const drift = async (waiting: WaitingObjects) => {
    await cronParts().index.setCursor('drift', null);
    await mendDrift(cronParts(), waiting);
  };
  expect(await settle(drift)).toBe(0);
  expect(await lag()).toBe(0);

  const { subjectId } = await created();
  const route = await routeOf(subjectId);
  await silence(route);
  // A row that cannot be told: an entry of history without its content.
  await inside(route, ({ sql }) =>
    sql
      .exec(`INSERT INTO outbox (kind, id, rev, of, at) VALUES ('history', 'x', 1, '', ?)`, Date.now() - HOUR)
      .toArray(),
  );
  expect(await settle(drift)).toBe(1);
  expect(await lag()).toBeGreaterThanOrEqual(3600);
  expect(await lag()).toBeLessThan(3700);

  // A run that does not come by there asks it again, and holds one that does not answer to wait.
  expect(await settle(async () => undefined)).toBe(1);
  const parts = cronParts();
  const unreachable = Object.assign(parts.directory, { call: () => Promise.reject(new Error('out of reach')) });
  expect(await new WaitingObjects().settle({ ...parts, directory: unreachable })).toBe(1);
  expect(await lag()).toBeGreaterThanOrEqual(3600);

  await inside(route, ({ sql }) => sql.exec(`DELETE FROM outbox WHERE id = 'x'`).toArray());
  expect(await settle(async () => undefined)).toBe(0);
  expect(await lag()).toBe(0);
});

it('a change that is under way is no lag', async () => {
  const { subjectId } = await created();
  const waiting = new WaitingObjects();
  waiting.note(await routeOf(subjectId), { waiting: 1, oldest: Date.now() - 9_000 });
  expect(await waiting.settle(cronParts())).toBe(0);
});
