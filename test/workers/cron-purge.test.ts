/**
 * What nothing refers to any more leaves the index: tombstones after 25 hours, fences after 30 days, history and finished
 * deliveries as configured.
 */
import { expect, it } from 'vitest';
import { purge } from '../../src/cron/purge.ts';
import { budgetOf, cronParts, DAY, HOUR, rowOf } from './cron-scene.ts';
import { created, fresh, keyHeader, send } from './http-client.ts';
import { delivery, endedGrant, newIndex, past, told } from './index-rows.ts';
import { db } from './within-service.ts';

async function tombstone(): Promise<string> {
  const { id, key } = await created();
  expect((await send('DELETE', '/v1/session', { headers: keyHeader(key) })).status).toBe(204);
  return id;
}

const age = (id: string, at: number) => db.prepare('UPDATE ix SET at = ?2 WHERE id = ?1').bind(id, at).run();
const fences = async () => (await db.prepare('SELECT count(*) AS n FROM fence').first<{ n: number }>())?.n;

it('a tombstone stays for 25 hours and goes after them', async () => {
  const now = Date.now();
  const [young, old] = [await tombstone(), await tombstone()];
  await age(young, now - 25 * HOUR);
  await age(old, now - 25 * HOUR - 1);
  expect(await purge(cronParts({ now: () => now }))).toMatchObject({ tombstones: 1 });
  expect(await rowOf(young)).toMatchObject({ state: 'ended' });
  expect(await rowOf(old)).toBeNull();
});

it('a live row stays however old it is', async () => {
  const { id } = await created();
  await age(id, 1);
  await purge(cronParts());
  expect(await rowOf(id)).toMatchObject({ state: 'live' });
});

it('a fence stays for 30 days and goes after them', async () => {
  const now = Date.now();
  for (const at of [now - 30 * DAY, now - 30 * DAY - 1]) {
    await send('POST', '/v1/sessions/delete', { json: { sessionId: fresh('sid') } });
    await db.prepare('UPDATE fence SET t = ? WHERE n = (SELECT max(n) FROM fence)').bind(at).run();
  }
  expect(await fences()).toBe(2);
  expect(await purge(cronParts({ now: () => now }))).toMatchObject({ fences: 1 });
  expect(await fences()).toBe(1);
});

it('history and finished deliveries stay as long as they are told to, and go after them', async () => {
  const now = Date.now();
  const [kept, gone] = [now - 7 * DAY, now - 7 * DAY - 1];
  await newIndex().project(
    told([], {
      history: [past(1, { ended: kept }), past(2, { ended: gone })],
      deliveries: [
        delivery(1, { created: kept, status: 'delivered' }),
        delivery(2, { created: gone, status: 'delivered' }),
        delivery(3, { created: gone, status: 'dead' }),
        delivery(4, { created: gone }),
      ],
    }),
  );
  const purged = await purge(cronParts({ historyKept: 7 * DAY, now: () => now }));
  expect(purged).toMatchObject({ history: 1, deliveries: 2 });
  expect(await purge(cronParts({ historyKept: 7 * DAY, now: () => now }))).toMatchObject({ history: 0, deliveries: 0 });
});

it('tombstones of grants go with those of sessions', async () => {
  const now = Date.now();
  const at = [now - 25 * HOUR, now - 25 * HOUR - 1];
  await newIndex().project(told([], { grants: at.map((at, n) => endedGrant(n, 1, { at })) }));
  expect(await purge(cronParts({ now: () => now }))).toMatchObject({ tombstones: 1 });
});

it('stops when its budget is spent, and the next run goes on', async () => {
  await db.batch([db.prepare('DELETE FROM ix'), db.prepare('DELETE FROM gx')]);
  await db
    .prepare(
      `WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 1500)
       INSERT INTO ix (id, route, home, partition, state, rev, at) SELECT printf('%043d', i), 'r', 'r', '', 'ended', 1, 1 FROM c`,
    )
    .run();
  expect(await purge(cronParts({ budget: budgetOf(0) }))).toEqual({
    tombstones: 0,
    fences: 0,
    history: 0,
    deliveries: 0,
    activity: 0,
  });
  expect(await purge(cronParts({ budget: budgetOf(1) }))).toMatchObject({ tombstones: 1000 });
  expect(await purge(cronParts())).toMatchObject({ tombstones: 500 });
});
