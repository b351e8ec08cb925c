/**
 * What following a page of the list costs, in rows as D1 bills them, at 20,000 sessions: a stream of twelve looks, one after the
 * other. A dear query is not asked again and again, and what ends is seen all the same.
 */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { STATEMENTS } from '../../src/admin/live-events.ts';
import { looksAtSessions } from '../../src/admin/live-sessions.ts';
import { servicesOf } from '../../src/compose.ts';
import { configurationOf, type Env } from '../../src/config.ts';
import type { ManagementQuery } from '../../src/management/session-management.ts';
import { Meter } from '../../src/session/cost.ts';
import { db } from './index-rows.ts';

const SESSIONS = 20_000;
const LOOKS = 12;
const PAGE = 25;

const idOf = (i: number): string => String((i * 7919) % 1_000_003).padStart(43, '0');

beforeAll(async () => {
  await db
    .prepare(
      // D1 binds a number as a REAL.
      `WITH RECURSIVE c (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?2)
       INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
         device, created, renewed, expires, absolute_expires, ends)
       SELECT printf('%043d', (i * 7919) % 1000003), 'route', 'home', '', 'live', 1, 1, 'user-' || (i / 4),
         printf('%032X', i), 'cookie', 'Person', iif(i % 130 = 0, 'xyzzy', 'person'), 'Firefox on Windows',
         1700000000000 + i, 1700000000000, NULL, NULL, NULL FROM c`,
    )
    .bind(0, SESSIONS)
    .run();
  // More have ended than a look reads.
  await db.batch(Array.from({ length: 200 }, (_, n) => entry(`ended-${n}`, 'expired', 1_700_000_000_000 + n)));
}, 60_000);

const ALL: ManagementQuery = {
  subjectId: null,
  sessionId: null,
  displayName: null,
  clientId: null,
  active: null,
  withTicket: false,
  countRequested: PAGE,
  resultsToken: null,
  requestPriorResults: false,
  totals: true,
};

/** In the history of the index alone. */
const entry = (id: string, reason: string, at = Date.now()) =>
  db
    .prepare(
      `INSERT INTO history (id, rev, subject, sid, created, ended, reason, actor) VALUES (?, 2, 's', 'sid', 1, ?, ?, 'a')`,
    )
    .bind(id, at, reason);

/** The index alone ends it, as the flush of its object would. */
const end = (id: string) =>
  db.batch([db.prepare(`UPDATE ix SET state = 'ended' WHERE id = ?`).bind(id), entry(id, 'terminated')]);

interface Seen {
  readonly rows: readonly (readonly [string, number, number | null])[];
  readonly total?: number | null;
}

function stream(fields: Partial<ManagementQuery>) {
  const meter = new Meter();
  const configuration = configurationOf(env as unknown as Env);
  if (configuration.outcome !== 'configured') throw new Error('the service is misconfigured');
  const { management } = servicesOf({
    env: env as unknown as Env,
    config: configuration.config,
    ctx: { waitUntil: () => undefined },
    meter,
    log: () => undefined,
    by: { actor: 'test', onBehalfOf: null },
  });
  const look = looksAtSessions({ management, cost: meter, query: { ...ALL, ...fields }, gone: 'ended' });
  return {
    meter,
    /** What it saw, and what that cost. */
    async look() {
      const { read, d1 } = meter.total;
      const seen = JSON.parse((await look()) ?? 'null') as Seen;
      return { seen, read: meter.total.read - read, d1: meter.total.d1 - d1 };
    },
  };
}

/** What a whole stream reads. */
async function streamed(fields: Partial<ManagementQuery>) {
  const { look, meter } = stream(fields);
  const looks = [];
  for (let n = 0; n < LOOKS; n++) looks.push(await look());
  const [first, ...others] = looks;
  if (first === undefined) throw new Error('nothing was looked at');
  const dearestOther = Math.max(...others.slice(1).map(({ read }) => read));
  console.info(JSON.stringify(fields), { first: first.read, others: others.map(({ read }) => read), ...meter.total });
  return { first, others, dearestOther, total: meter.total };
}

it('a list that is too long to be counted reads a page at each look, and no more', async () => {
  const { others, first } = await streamed({ totals: false });
  expect(first.read).toBeLessThan(2 * PAGE);
  expect(others.every(({ read }) => read < 2 * PAGE)).toBe(true);
});

it('a dear count is counted once a stream, and rows are seen anew at each look', async () => {
  const { first, others } = await streamed({ subjectId: 'user-1' });
  expect(first.read).toBeGreaterThan(5_000);
  expect(first.seen).toHaveProperty('total');
  expect(others.every(({ seen }) => !('total' in seen))).toBe(true);
});

describe('rows that are dear to find', () => {
  // Too short for the index of texts: the list is walked.
  const dear = { displayName: 'zy' };

  it('are found by the first two looks: then each reads the newest ends alone', async () => {
    const { first, others, total, dearestOther } = await streamed(dear);
    expect(first.read).toBeGreaterThan(20_000);
    expect(dearestOther).toBeLessThan(110);
    expect(total.read).toBeLessThan(2 * first.read);
    expect(others.every(({ seen }) => seen.rows.length === PAGE)).toBe(true);
    expect(total.d1).toBeLessThanOrEqual(STATEMENTS);
  });

  it('are found again when one of them ends, once', async () => {
    const { look } = stream(dear);
    const { seen } = await look();
    await look();
    const [[gone]] = seen.rows as [readonly [string, number, null]];
    await end(gone);
    const after = await look();
    expect(after.seen.rows.map(([id]) => id)).not.toContain(gone);
    expect(after.seen).not.toHaveProperty('total');
    expect((await look()).read).toBeLessThan(110);
  });

  it('stay as they are when others end, and when one becomes another session they are looked at once', async () => {
    const { look } = stream(dear);
    const { seen } = await look();
    await look();
    for (let i = 1; i < 60; i++) if (i % 130 !== 0) await end(idOf(i));
    expect((await look()).read).toBeLessThan(110);
    const [[same]] = seen.rows as [readonly [string, number, null]];
    await entry(same, 'replaced').run();
    expect((await look()).read).toBeGreaterThan(1_000);
    expect((await look()).read).toBeLessThan(110);
  });
});

it('what is cheap is asked anew each time, count and all', async () => {
  const { others } = await streamed({ subjectId: 'user-777' });
  expect(others.every(({ seen }) => seen.total === others[0]?.seen.total && 'total' in seen)).toBe(true);
  expect(Math.max(...others.map(({ read }) => read))).toBeLessThan(500);
});
