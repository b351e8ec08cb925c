/**
 * 20,000 expired sessions among 100,000 leave by cron alone (contract, "Operations"): real objects, whose alarms never do
 * anything here; the sessions that live on are rows of the index only, because nobody asks their objects.
 */
import { runInDurableObject } from 'cloudflare:test';
import { beforeAll, expect, it } from 'vitest';
import { endExpiredSessions } from '../../src/cron/expired-sessions.ts';
import { purge } from '../../src/cron/purge.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import { Meter } from '../../src/session/cost.ts';
import { SYSTEM } from '../../src/session/ending.ts';
import { routeOf } from '../../src/session/keys.ts';
import { Directory } from '../../src/store/directory.ts';
import { forEachAtOnce } from '../../src/store/follow-located.ts';
import type { SubjectApi } from '../../src/subject/api.ts';
import { budgetOf, cronParts, DAY, HOUR, UNLIMITED } from './cron-scene.ts';
import { expectKept } from './index-kept.ts';
import { db, objects } from './within-service.ts';

const SUBJECTS = 400;
const EACH = 50;
const EXPIRED = SUBJECTS * EACH;
const LIVE = 80_000;
/** Pages of the index that one run looks at. */
const PAGES = 1;

const subjectOf = (n: number) => `cron-subject-${n}`;
const idOf = (n: number, m: number) => `${n}-${m}`.padStart(43, 'e');
const api = (route: string) => objects.getByName(route) as unknown as SubjectApi;

/**
 * A subject's sessions in its object, which projects them: the first is created by the object's API, the others are copies of
 * it. They ended within the last hour, and the object's alarm does nothing from now on.
 */
async function plant(n: number): Promise<void> {
  const now = Date.now();
  const subjectId = subjectOf(n);
  const route = await routeOf(subjectId);
  const content = {
    kind: 'session',
    partition: '',
    scheme: 'cookie',
    subjectId,
    sessionId: `sid-${n}-0`,
    displayName: `Person ${n}`,
    device: null,
    created: now,
    renewed: now,
    expires: now + HOUR,
    absoluteExpires: null,
    issuer: null,
    clients: [],
    envelope: new Uint8Array(200),
  } as const;
  const whose = { by: SYSTEM, limit: null, kept: null, wait: false };
  await api(route).create({ route, id: idOf(n, 0), target: route, content, ...whose });
  await runInDurableObject(objects.getByName(route), (_, { storage: { sql } }) => {
    const columns = sql
      .exec<{ name: string }>(`SELECT name FROM pragma_table_info('s')`)
      .toArray()
      .map(({ name }) => name);
    const values = columns.map((name) => (name === 'id' || name === 'sid' ? `row.value ->> '${name}'` : name));
    const others = Array.from({ length: EACH - 1 }, (_, m) => ({ id: idOf(n, m + 1), sid: `sid-${n}-${m + 1}` }));
    const copies = `INSERT INTO s (${columns.join()}) SELECT ${values.join()} FROM s, json_each(?) AS row`;
    sql.exec(copies, JSON.stringify(others)).toArray();
  });
  expect(await api(route).reindex()).toMatchObject({ projected: EACH, waiting: 0 });
  await runInDurableObject(objects.getByName(route), async (instance, { storage }) => {
    Object.assign(instance, { alarm: async () => undefined });
    // Spread over an hour, so that each page of the index names many objects.
    storage.sql.exec(`UPDATE s SET expires = ?1 - (rowid * 7919) % ${HOUR}`, now).toArray();
    storage.sql.exec('UPDATE s SET ends = expires, indexed_ends = expires').toArray();
    await storage.deleteAlarm();
  });
}

/** What a run ends, in the whole: each on the same meter. */
class Runs {
  readonly meter = new Meter();
  readonly ended: number[] = [];

  async one(changes: Parameters<typeof cronParts>[0] = {}): Promise<void> {
    const parts = {
      directory: new Directory(api, this.meter),
      index: new SessionIndex(db, this.meter),
      budget: budgetOf(PAGES),
    };
    this.ended.push(await endExpiredSessions(cronParts({ ...parts, ...changes })));
  }

  get total(): number {
    return this.ended.reduce((sum, n) => sum + n, 0);
  }
}

const count = async (where: string): Promise<number> =>
  (await db.prepare(`SELECT count(*) AS n FROM ${where}`).first<{ n: number }>())?.n ?? -1;

beforeAll(async () => {
  await forEachAtOnce(
    Array.from({ length: SUBJECTS }, (_, n) => n),
    plant,
  );
  const ended = db.prepare(
    `UPDATE ix SET expires = ?1 - (n * 7919) % ${HOUR}, ends = ?1 - (n * 7919) % ${HOUR} WHERE subject LIKE 'cron-subject-%'`,
  );
  await ended.bind(Date.now()).run();
  const fill = db.prepare(
    // D1 binds a number as a REAL.
    `WITH RECURSIVE c (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?2)
     INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
       created, renewed, expires, ends, key_id)
     SELECT printf('%043d', i), 'route-' || (i / 4), 'home', '', 'live', 1, 1, 'user-' || (i / 4), printf('%032X', i),
       'cookie', 'Person ' || i, 'person ' || i, 1700000000000 + i, 1700000000000, ?3 + i, ?3 + i, 'test-1' FROM c`,
  );
  for (let from = 0; from < LIVE; from += 20_000) await fill.bind(from, from + 20_000, Date.now() + DAY).run();
}, 300_000);

it('20,000 expired of 100,000: each run stops at its budget, the next goes on, at most 4 rows read for each', async () => {
  expect(await count(`ix WHERE state = 'live'`)).toBe(EXPIRED + LIVE);
  const runs = new Runs();
  // Renewed between the look at the index and the call: their object decides again.
  const survivors = [idOf(1, 0), idOf(2, 1), idOf(3, 2)];
  const renew = async (n: number) =>
    runInDurableObject(objects.getByName(await routeOf(subjectOf(n))), (_, { storage }) => {
      const [end, id] = [Date.now() + DAY, survivors[n - 1]];
      storage.sql
        .exec('UPDATE s SET expires = ?1, ends = ?1, renewed = ?2 WHERE id = ?3', end, Date.now(), id)
        .toArray();
    });
  for (const n of [1, 2, 3]) await renew(n);

  while (runs.ended.at(-1) !== 0) await runs.one();

  expect(runs.total).toBe(EXPIRED - survivors.length);
  expect(runs.ended.length).toBeGreaterThan(5);
  const { read, object } = runs.meter.total;
  console.log(
    `${runs.total} ended in ${runs.ended.length} runs: ${(read / runs.total).toFixed(2)} rows read each, ${object} calls`,
  );
  expect(read / runs.total).toBeLessThanOrEqual(4);

  const looked = new Meter();
  await new SessionIndex(db, looked).envelopes();
  expect(looked.total.read).toBeLessThan(20);

  expect(await count(`ix WHERE state = 'live'`)).toBe(LIVE + survivors.length);
  expect(await count(`history WHERE reason = 'expired' AND actor = 'system'`)).toBe(runs.total);
  expect(await count('(SELECT id FROM history GROUP BY id)')).toBe(runs.total);
  await expectKept();
}, 300_000);

it('two runs at once end each session once, and what is left of them goes a day later', async () => {
  for (let n = 0; n < 40; n++) await plant(SUBJECTS + n);
  await db
    .prepare(`UPDATE ix SET expires = 1, ends = 1 WHERE state = 'live' AND subject LIKE 'cron-subject-4__'`)
    .run();
  const before = await count('history');
  const runs = [new Runs(), new Runs()];
  await Promise.all(runs.map((run) => run.one({ budget: UNLIMITED })));
  expect(runs.map(({ total }) => total).reduce((sum, n) => sum + n)).toBe(40 * EACH);
  expect((await count('history')) - before).toBe(40 * EACH);
  await expectKept();

  const meter = new Meter();
  const later = cronParts({ index: new SessionIndex(db, meter), now: () => Date.now() + 26 * HOUR });
  const { tombstones } = await purge(later);
  expect(tombstones).toBe(EXPIRED - 3 + 40 * EACH);
  expect(meter.total.read / tombstones).toBeLessThan(4.1);
  console.log(`${tombstones} tombstones: ${(meter.total.read / tombstones).toFixed(2)} rows read each`);
}, 300_000);
