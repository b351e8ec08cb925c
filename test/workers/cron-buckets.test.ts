/** Buckets are in no index: cron asks them in turn, so that one which lost its alarm goes on with what waits in it. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { pokeBuckets } from '../../src/cron/buckets.ts';
import { SYSTEM } from '../../src/session/ending.ts';
import { sessionIdOf } from '../../src/session/keys.ts';
import { budgetOf, cronParts, loseAlarm, rowOf } from './cron-scene.ts';
import { created, fresh, get } from './http-client.ts';
import { inside, objects } from './within-service.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const { index } = cronParts();
const cursor = () => index.cursor('bucket');

it('takes some in each run, all in turn, and begins anew after the last', async () => {
  await index.setCursor('bucket', null);
  expect(await pokeBuckets(cronParts())).toBe(16);
  expect(await cursor()).toBe('16');
  await index.setCursor('bucket', String(4096 - 8));
  expect(await pokeBuckets(cronParts())).toBe(16);
  expect(await cursor()).toBe('8');
});

it('does not ask, and keeps its place, when the budget is spent', async () => {
  await index.setCursor('bucket', '99');
  expect(await pokeBuckets(cronParts({ budget: budgetOf(0) }))).toBe(0);
  expect(await cursor()).toBe('99');
});

it('writes nothing into a bucket that holds nothing', async () => {
  await index.setCursor('bucket', String(ALPHABET.indexOf('_') * 64));
  await pokeBuckets(cronParts());
  for (const second of ALPHABET.slice(0, 16)) {
    const bucket = `k_${second}`;
    const tables = await inside(bucket, ({ sql }) => sql.exec('SELECT name FROM sqlite_master').toArray());
    expect(tables.filter(({ name }) => !String(name).startsWith('_cf_'))).toEqual([]);
    expect(await inside(bucket, (storage) => storage.getAlarm())).toBeNull();
  }
});

it('wakes a bucket that lost its alarm in the middle of a move', async () => {
  const session = await created({ key: fresh('a chosen key') });
  const bucket = `k${session.id.slice(0, 2)}`;
  // As a crash leaves it: home has written the move down, and taken nothing yet.
  const target = 'm'.repeat(22);
  await inside(bucket, (storage) => {
    storage.sql.exec(
      `UPDATE way SET rec = ?, envelope = ?, src = target, target = ?, at = ?4, began = ?4 WHERE id = ?5`,
      JSON.stringify(moveOf(session.subjectId)),
      new Uint8Array(60),
      target,
      Date.now(),
      session.id,
    );
  });
  await loseAlarm(bucket);
  const [first = '', second = ''] = session.id;
  await index.setCursor('bucket', String(ALPHABET.indexOf(first) * 64 + ALPHABET.indexOf(second)));
  await pokeBuckets(cronParts());
  expect(await inside(bucket, (storage) => storage.getAlarm())).not.toBeNull();
  await runDurableObjectAlarm(objects.getByName(bucket));
  await expect.poll(async () => (await rowOf(session.id))?.route, { timeout: 30_000, interval: 100 }).toBe(target);
  expect(await sessionIdOf(session.key)).toBe(session.id);
  // The envelope of this test is none: absent, never a fault.
  expect((await get(session.key)).status).toBe(404);
});

const moveOf = (subjectId: string) => ({
  content: {
    kind: 'session',
    issuer: null,
    clients: [],
    partition: '',
    scheme: 'cookie',
    subjectId,
    sessionId: 'sid',
    displayName: null,
    device: null,
    created: 1,
    renewed: 1,
    expires: null,
    absoluteExpires: null,
  },
  mode: 'replace',
  ifMatch: null,
  since: 1,
  indexed: false,
  create: null,
  by: SYSTEM,
});
