/**
 * What queries of session management cost at 100,000 sessions, in rows as D1 bills them. A page has 25 rows. When a
 * session expires has nothing to do with where it is in the list, unless a test says otherwise.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { UserSessionQuery } from '../../src/index-d1/management-page.ts';
import type { IndexedUserSession } from '../../src/index-d1/user-session-row.ts';
import type { QueryResult } from '../../src/session/session-filter.ts';
import { db, metered, tokenKey } from './index-rows.ts';
import { userSessionQuery } from './user-session-rows.ts';

const SESSIONS = 100_000;
const CHUNK = 20_000;
const PAGE = 25;
const EXPIRY = 1_700_003_600_000;
const keys = [await tokenKey()];

/** Clients, by every how many sessions have them: half, a twentieth, a thousandth. */
const CLIENTS = { common: 2, middle: 20, rare: 1000 } as const;

beforeAll(async () => {
  const clients = Object.entries(CLIENTS).map(([client, every]) => `iif(i % ${every} = 0, ',"${client}"', '')`);
  for (let from = 0; from < SESSIONS; from += CHUNK) {
    await db
      .prepare(
        `WITH RECURSIVE c (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?2)
         INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
           device, created, renewed, expires, absolute_expires, ends, key_id, issuer, clients)
         SELECT printf('%043d', (i * 7919) % 1000003), 'route-' || (i / 4), 'home', '', 'live', 1, 1, 'user-' || (i / 4),
           printf('%032X', i), 'cookie', 'Person', 'person', NULL, 1700000000000 + i / 3, 1700000000000, NULL, NULL,
           ${EXPIRY} + (i * 7919) % ${SESSIONS}, 'key-1', 'https://issuer.example',
           nullif('[' || substr(${clients.join(' || ')}, 2) || ']', '[]') FROM c`,
      )
      .bind(from, from + CHUNK)
      .run();
  }
}, 60_000);

type Page = QueryResult<IndexedUserSession>;

/** `expired`: how many sessions have. */
async function paged(fields: Partial<UserSessionQuery>, expired = 0): Promise<{ page: Page; read: number }> {
  const asked = userSessionQuery({ countRequested: PAGE, ...fields });
  const { answer, cost } = await metered((index) => index.managementPage(asked, EXPIRY + expired - 1, keys));
  if (answer.outcome !== 'page') throw new Error('the token was refused');
  return { page: answer.page, read: cost.read };
}

/** The most rows that a page read on the way: two pages on, one back. */
async function dearest(fields: Partial<UserSessionQuery>, expired = 0): Promise<{ first: Page; read: number }> {
  const first = await paged(fields, expired);
  const second = await paged({ ...fields, resultsToken: first.page.resultsToken }, expired);
  const third = await paged({ ...fields, resultsToken: second.page.resultsToken }, expired);
  const back = await paged({ ...fields, resultsToken: third.page.resultsToken, requestPriorResults: true }, expired);
  expect(back.page.results).toEqual(second.page.results);
  const read = Math.max(first.read, second.read, third.read, back.read);
  console.info(JSON.stringify(fields), {
    expired,
    read,
    total: first.page.totalCount,
    of: first.page.totalCountAtLeast,
  });
  return { first: first.page, read };
}

describe('without a filter', () => {
  it('a page reads its rows and three more, as in the session store', async () => {
    for (const size of [1, 25, 1000]) {
      const { read } = await dearest({ countRequested: size, totals: false });
      expect(read).toBeLessThanOrEqual(size + 3);
    }
  });
});

describe('the sessions of a client', () => {
  it.each(['rare', 'middle', 'common'])('are two rows read each, however many there are: %s', async (clientId) => {
    const { first, read } = await dearest({ clientId, totals: false });
    expect(first).toMatchObject({ incomplete: false, hasNextResults: true });
    expect(first.results).toHaveLength(PAGE);
    expect(first.results.every(({ clientIds }) => clientIds.includes(clientId))).toBe(true);
    expect(read).toBeLessThanOrEqual(2 * (PAGE + 1) + 2);
  });

  it.each([
    ['rare', 100, 100],
    ['middle', 5_000, 5_000],
    ['common', null, 10_001],
  ])('are counted one row each, up to 10,000: %s', async (clientId, totalCount, counted) => {
    const { first, read } = await dearest({ clientId });
    expect(first).toMatchObject({ totalCount, totalCountAtLeast: totalCount ?? 10_000, incomplete: false });
    expect(read).toBeLessThanOrEqual(2 * counted + 2 * (PAGE + 1) + 2);
  });

  it('of which there are none read a row or two', async () => {
    const { page, read } = await paged({ clientId: 'COMMON' });
    expect(page).toMatchObject({ totalCount: 0, resultsToken: null });
    expect(read).toBeLessThanOrEqual(2);
  });

  it.each([
    ['rare', 50, 50],
    ['middle', 50_000, 2_500],
  ])('that are active, too: %s', async (clientId, expired, totalCount) => {
    const { first, read } = await dearest({ clientId, active: true }, expired === 50 ? SESSIONS / 2 : expired);
    expect(first.incomplete).toBe(false);
    expect(Math.abs((first.totalCount ?? 0) - totalCount)).toBeLessThan(totalCount / 5);
    expect(read).toBeLessThanOrEqual(16_000);
  });

  it('that are active read a few for each row of the page where the client is common', async () => {
    const { first, read } = await dearest({ clientId: 'common', active: true, totals: false }, SESSIONS / 2);
    expect(first.incomplete).toBe(false);
    expect(read).toBeLessThanOrEqual(1_126 + 4 * 2 * PAGE);
    const { first: counted, read: readToCount } = await dearest({ clientId: 'common', active: true });
    expect(counted).toMatchObject({ totalCount: null, totalCountAtLeast: 10_000, incomplete: false });
    expect(readToCount).toBeLessThanOrEqual(51_000);
  });

  it('that have expired go by what is rarer', async () => {
    for (const [clientId, expired] of [
      ['common', 500],
      ['rare', SESSIONS],
      ['middle', 1_000],
    ] as const) {
      const { read } = await dearest({ clientId, active: false, totals: false }, expired);
      expect(read).toBeLessThanOrEqual(1_126 + 2_251 + 4_500);
    }
  });

  it('of which none match stop at the budget, and end empty', async () => {
    let resultsToken: string | null = null;
    let incomplete = 0;
    for (let more = true; more; ) {
      expect(incomplete).toBeLessThan(20);
      const fields = { clientId: 'common', displayName: '%', resultsToken, totals: false };
      const { page, read } = await paged(fields);
      expect(page.results).toEqual([]);
      expect(read).toBeLessThanOrEqual(1_126 + 3 * 5_000 + 100);
      incomplete += page.incomplete ? 1 : 0;
      more = page.hasNextResults;
      resultsToken = page.resultsToken;
    }
    expect(incomplete).toBeGreaterThan(10);
  });

  it('with a text go by what is rarer', async () => {
    const { page, read } = await paged({ clientId: 'common', subjectId: 'ser-1234' });
    console.info('client and text', read);
    expect(page).toMatchObject({ totalCount: 22, incomplete: false });
    expect(read).toBeLessThan(10_500);
    const { page: rare, read: readOfRare } = await paged({ clientId: 'rare', displayName: 'PERSON' });
    console.info('rare client and common text', readOfRare);
    expect(rare).toMatchObject({ totalCount: 100, incomplete: false });
    expect(readOfRare).toBeLessThan(11_000);
  });
});

describe('active sessions', () => {
  it('read little where nearly all are', async () => {
    const { first, read } = await dearest({ active: true, totals: false }, 500);
    expect(first.incomplete).toBe(false);
    expect(read).toBeLessThanOrEqual(100);
  });

  it('are counted up to 10,000', async () => {
    const { first, read } = await dearest({ active: true }, 500);
    expect(first).toMatchObject({ totalCountAtLeast: 10_000, incomplete: false });
    expect(read).toBeLessThanOrEqual(20_101);
  });

  it('stop at the budget where nearly none are, and find all of them', async () => {
    const ids: string[] = [];
    let resultsToken: string | null = null;
    let more = true;
    for (let turn = 0; more; turn += 1) {
      expect(turn).toBeLessThan(60);
      const { page, read } = await paged({ active: true, totals: false, resultsToken }, SESSIONS - 40);
      expect(read).toBeLessThanOrEqual(10_100);
      ids.push(...page.results.map(({ id }) => id));
      resultsToken = page.resultsToken;
      more = page.hasNextResults;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(40);
  });
});

describe('expired sessions', () => {
  it('read a few rows each where there are few', async () => {
    for (const expired of [1, 30, 900]) {
      const { page, read } = await paged({ active: false }, expired);
      expect(page).toMatchObject({ totalCount: expired, incomplete: false });
      expect(read).toBeLessThanOrEqual(4 * expired + 10);
    }
  });

  it('are not looked for where there are none', async () => {
    const { page, read } = await paged({ active: false }, 0);
    expect(page).toMatchObject({ totalCount: 0, resultsToken: null });
    expect(read).toBeLessThanOrEqual(5);
  });

  it.each([
    [5_000, 5_000],
    [50_000, null],
    [100_000, null],
  ])('of which there are many are walked, and counted up to 10,000: %i', async (expired, totalCount) => {
    const { first, read } = await dearest({ active: false }, expired);
    expect(first).toMatchObject({ totalCount, totalCountAtLeast: totalCount ?? 10_000, incomplete: false });
    expect(first.results).toHaveLength(PAGE);
    expect(read).toBeLessThanOrEqual(32_000);
  });
});
