/**
 * 20,000 expired sessions among 100,000 leave by cron alone (contract, "Operations"): real objects, whose alarms never do
 * anything here; the sessions that live on are rows of the index only, because nobody asks their objects.
 */
import { runInDurableObject } from 'cloudflare:test';
import { beforeAll, expect, it } from 'vitest';
import { endExpiredSessions } from '../../src/cron/expired-sessions.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import { Meter } from '../../src/session/cost.ts';
import { SYSTEM } from '../../src/session/ending.ts';
import { routeOf } from '../../src/session/keys.ts';
import { Directory } from '../../src/store/directory.ts';
import { forEachAtOnce } from '../../src/store/follow-located.ts';
import type { SubjectApi } from '../../src/subject/api.ts';
import { cronParts, db, HOUR, objects } from './cron-scene.ts';

const SUBJECTS = 400;
const EACH = 50;
const EXPIRED = SUBJECTS * EACH;
const LIVE = 80_000;

const subjectOf = (n: number) => `cron-subject-${n}`;
const idOf = (n: number, m: number) => `${n}-${m}`.padStart(43, 'e');
const api = (route: string) => objects.getByName(route) as unknown as SubjectApi;

/** A subject's sessions, created by its object; they ended within the last hour, and its alarm does nothing from now on. */
async function plant(n: number): Promise<void> {
  const now = Date.now();
  const subjectId = subjectOf(n);
  const route = await routeOf(subjectId);
  const made = await Promise.all(
    Array.from({ length: EACH }, (_, m) =>
      api(route).create({
        route,
        id: idOf(n, m),
        target: route,
        content: {
          kind: 'session',
          partition: '',
          scheme: 'cookie',
          subjectId,
          sessionId: `sid-${n}-${m}`,
          displayName: `Person ${n}`,
          device: null,
          created: now,
          renewed: now,
          expires: now + HOUR,
          absoluteExpires: null,
          issuer: null,
          clients: [],
          envelope: new Uint8Array(200),
        },
        by: SYSTEM,
        limit: null,
        kept: null,
        wait: false,
      }),
    ),
  );
  expect(made.every(({ outcome }) => outcome === 'created')).toBe(true);
  expect(await api(route).wake({ route })).toMatchObject({ waiting: 0 });
  await runInDurableObject(objects.getByName(route), async (instance, { storage }) => {
    Object.assign(instance, { alarm: async () => undefined });
    // Spread over an hour, so that each page of the index names many objects.
    storage.sql.exec('UPDATE s SET expires = ?1 - (rowid * 7919) % 3600000', now).toArray();
    storage.sql.exec('UPDATE s SET ends = expires, indexed_ends = expires').toArray();
    await storage.deleteAlarm();
  });
}

beforeAll(async () => {
  const t0 = Date.now();
  await forEachAtOnce(Array.from({ length: SUBJECTS }, (_, n) => n), plant);
  const t1 = Date.now();
  await db.prepare(`UPDATE ix SET expires = ?1 - (n * 7919) % 3600000, ends = ?1 - (n * 7919) % 3600000`).bind(Date.now()).run();
  const fill = db.prepare(
    `WITH RECURSIVE c (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?2)
     INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
       created, renewed, expires, ends, key_id)
     SELECT printf('%043d', i), 'route-' || (i / 4), 'home', '', 'live', 1, 1, 'user-' || (i / 4),
       printf('%032X', i), 'cookie', 'Person ' || i, 'person ' || i, 1700000000000 + i,
       1700000000000, ?3 + i, ?3 + i, 'test-1' FROM c`,
  );
  for (let from = 0; from < LIVE; from += 20_000) await fill.bind(from, from + 20_000, Date.now() + 24 * HOUR).run();
  console.log('planted', t1 - t0, 'filled', Date.now() - t1);
}, 300_000);

it('measures', async () => {
  const meter = new Meter();
  const parts = cronParts({ directory: new Directory(api, meter), index: new SessionIndex(db, meter) });
  const t0 = Date.now();
  const n = await endExpiredSessions(parts);
  console.log(n, 'ended in', Date.now() - t0, JSON.stringify(meter.total), meter.total.read / n);
  expect(n).toBe(EXPIRED);
}, 300_000);
