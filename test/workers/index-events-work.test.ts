/**
 * What history and deliveries cost at 100,000 events each, in rows as D1 bills them. A page has 25 rows. A thousand
 * events share each moment, as when many sessions are ended at once.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeliveriesQuery } from '../../src/index-d1/delivery-page.ts';
import type { EventPageOutcome } from '../../src/index-d1/event-page.ts';
import type { EndedSessionQuery } from '../../src/index-d1/history-page.ts';
import type { SessionIndex } from '../../src/index-d1/session-index.ts';
import type { QueryResult } from '../../src/session/session-filter.ts';
import { deliveriesQuery, historyQuery } from './event-rows.ts';
import { db, metered, tokenKey } from './index-rows.ts';

const EVENTS = 100_000;
const PAGE = 25;
/** Its own rows, one more, one behind, and a look at each side of a moment for each of the two. */
const A_PAGE = PAGE + 6;
const keys = [await tokenKey()];

beforeAll(async () => {
  const series = 'WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?1)';
  const subject = `iif(i % 2 = 0, 'robot', 'user-' || (i / 8))`;
  const sid = `iif(i % 10 = 0, 'shared', 'sid-' || (i / 4))`;
  await db
    .prepare(
      `${series} INSERT INTO history (id, rev, subject, sid, created, ended, reason, actor)
       SELECT printf('%043d', i), 1, ${subject}, ${sid}, 1, 1700000000000 + i / 1000, 'expired', 'system' FROM c`,
    )
    .bind(EVENTS)
    .run();
  await db
    .prepare(
      `${series} INSERT INTO delivery (id, route, rev, client_id, subject, sid, token_sub, token_sid, reason, status,
         attempts, created)
       SELECT printf('%043d', i), 'route', 1, CASE WHEN i % 2000 = 999 THEN 'rare' WHEN i % 10 = 0 THEN 'app' ELSE 'web' END,
         ${subject}, ${sid}, 'sub', 'sid', 'expired',
         CASE WHEN i % 5000 = 0 THEN 'dead' WHEN i % 100 = 1 THEN 'pending' ELSE 'delivered' END, 1,
         1700000000000 + i / 1000 FROM c`,
    )
    .bind(EVENTS)
    .run();
}, 60_000);

type Asked = (fields: object) => (index: SessionIndex) => Promise<EventPageOutcome<{ readonly id: string }>>;
type Page = QueryResult<{ readonly id: string }>;

async function paged(ask: Asked, fields: object): Promise<{ page: Page; read: number }> {
  const { answer, cost } = await metered(ask({ countRequested: PAGE, ...fields }));
  if (answer.outcome !== 'page') throw new Error('the token was refused');
  return { page: answer.page, read: cost.read };
}

/** The most rows that a page read on the way: two pages on, one back. */
async function dearest(ask: Asked, fields: object): Promise<{ first: Page; read: number }> {
  const first = await paged(ask, fields);
  const second = await paged(ask, { ...fields, resultsToken: first.page.resultsToken });
  const third = await paged(ask, { ...fields, resultsToken: second.page.resultsToken });
  const back = await paged(ask, { ...fields, resultsToken: third.page.resultsToken, requestPriorResults: true });
  expect(back.page.results).toEqual(second.page.results);
  const read = Math.max(first.read, second.read, third.read, back.read);
  console.info(JSON.stringify(fields), { read, total: first.page.totalCount, incomplete: first.page.incomplete });
  return { first: first.page, read };
}

const inHistory = (fields: object) => (index: SessionIndex) =>
  index.history(historyQuery(fields as Partial<EndedSessionQuery>), keys);
const inDeliveries = (fields: object) => (index: SessionIndex) =>
  index.deliveries(deliveriesQuery(fields as Partial<DeliveriesQuery>), keys);

describe('history', () => {
  it.each([{}, { subjectId: 'robot' }, { sessionId: 'shared' }])(
    'with at most one filter reads the rows of the page and a few more: %j',
    async (fields) => {
      const { first, read } = await dearest(inHistory, { ...fields, totals: false });
      expect(first).toMatchObject({ incomplete: false, hasNextResults: true });
      expect(read).toBeLessThanOrEqual(A_PAGE);
      const counted = await dearest(inHistory, fields);
      expect(counted.first.totalCountAtLeast).toBe(10_000);
      expect(counted.read).toBeLessThanOrEqual(A_PAGE + 20_004);
    },
  );

  it.each([
    [{ subjectId: 'user-77' }, 4],
    [{ sessionId: 'sid-76' }, 4],
    [{ subjectId: 'nobody' }, 0],
  ])('of few ends reads a few rows: %j', async (fields, totalCount) => {
    const { page, read } = await paged(inHistory, fields);
    expect(page.totalCount).toBe(totalCount);
    expect(read).toBeLessThanOrEqual(3 * totalCount + 6);
  });

  it('with both filters goes by the rarer one', async () => {
    for (const fields of [
      { subjectId: 'robot', sessionId: 'sid-1' },
      { subjectId: 'user-5', sessionId: 'shared' },
    ]) {
      const { page, read } = await paged(inHistory, fields);
      console.info(JSON.stringify(fields), read, page.totalCount);
      expect(page).toMatchObject({ incomplete: false });
      expect(read).toBeLessThan(4_100);
    }
  });

  it('with two common filters stops at the budget, and finds everything', async () => {
    const { first, read } = await dearest(inHistory, { subjectId: 'robot', sessionId: 'shared', totals: false });
    expect(first.results).toHaveLength(PAGE);
    expect(read).toBeLessThan(2 * 4_001 + 200);
    const { first: counted, read: readToCount } = await dearest(inHistory, { subjectId: 'robot', sessionId: 'shared' });
    expect(counted).toMatchObject({ totalCount: 10_000, incomplete: false });
    expect(readToCount).toBeLessThan(2 * 4_001 + 20_300);
  });
});

describe('deliveries', () => {
  it.each([{}, { subjectId: 'robot' }, { sessionId: 'shared' }, { clientId: 'web' }, { clientId: 'app' }])(
    'with at most one filter read the rows of the page and a few more: %j',
    async (fields) => {
      const { first, read } = await dearest(inDeliveries, { ...fields, totals: false });
      expect(first).toMatchObject({ incomplete: false, hasNextResults: true });
      expect(read).toBeLessThanOrEqual(A_PAGE);
    },
  );

  it.each([
    [{ clientId: 'rare' }, 50],
    [{ status: 'pending' }, 1_000],
    [{ status: 'dead' }, 20],
  ])('that few are read few rows, counted too: %j', async (fields, totalCount) => {
    const { page, read } = await paged(inDeliveries, fields);
    expect(page).toMatchObject({ totalCount, incomplete: false });
    expect(read).toBeLessThanOrEqual(A_PAGE + totalCount + 2);
  });

  it('that were delivered read a few rows beside those of the page', async () => {
    const { first, read } = await dearest(inDeliveries, { status: 'delivered', totals: false });
    expect(first.incomplete).toBe(false);
    expect(read).toBeLessThanOrEqual(2 * A_PAGE);
    const counted = await dearest(inDeliveries, { status: 'delivered' });
    expect(counted.first.totalCountAtLeast).toBe(10_000);
    expect(counted.read).toBeLessThanOrEqual(20_200);
  });

  it.each<[Partial<DeliveriesQuery>, number]>([
    [{ clientId: 'web', status: 'pending' }, 1_000],
    [{ clientId: 'app', status: 'dead' }, 20],
    [{ clientId: 'rare', subjectId: 'robot' }, 0],
    [{ clientId: 'rare', status: 'delivered' }, 50],
    [{ subjectId: 'robot', status: 'dead' }, 20],
    [{ sessionId: 'shared', clientId: 'rare' }, 0],
    [{ sessionId: 'shared', status: 'dead', clientId: 'app', subjectId: 'robot' }, 20],
  ])('with several filters go by the rarest one: %j', async (fields, totalCount) => {
    const { page, read } = await paged(inDeliveries, fields);
    console.info(JSON.stringify(fields), read, page.totalCount);
    expect(page).toMatchObject({ totalCount, incomplete: false });
    expect(read).toBeLessThan((Object.keys(fields).length - 1) * 4_001 + 5 * 1_000 + 100);
  });

  it('with two common filters that share nothing stop at the budget, and end empty', async () => {
    let resultsToken: string | null = null;
    let incomplete = 0;
    for (let more = true; more; ) {
      expect(incomplete).toBeLessThan(30);
      const fields: Partial<DeliveriesQuery> = { clientId: 'web', sessionId: 'shared', resultsToken, totals: false };
      const { page, read } = await paged(inDeliveries, fields);
      expect(page.results).toEqual([]);
      expect(read).toBeLessThan(2 * 4_001 + 2 * 5_000 + 100);
      incomplete += page.incomplete ? 1 : 0;
      more = page.hasNextResults;
      resultsToken = page.resultsToken;
    }
    expect(incomplete).toBeGreaterThan(1);
  });
});
