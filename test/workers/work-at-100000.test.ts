/**
 * What a page costs over HTTP where the index has 100,000 sessions, as `Server-Timing` tells it: rows read, as D1 bills
 * them. The bounds at each share of matches: `index-work.test.ts`.
 */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, it } from 'vitest';
import { priced } from './work-cost.ts';

const { INDEX } = env as unknown as { INDEX: D1Database };

const SESSIONS = 100_000;
const CHUNK = 20_000;

beforeAll(async () => {
  const fill = INDEX.prepare(
    // D1 binds a number as a REAL.
    `WITH RECURSIVE c (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?2)
     INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
       device, created, renewed, expires, absolute_expires, ends)
     SELECT printf('%043d', (i * 7919) % 1000003), 'route', 'home', '', 'live', 1, 1, 'user-' || (i / 4),
       printf('%032X', i), 'cookie', 'Person ' || i, 'person ' || i, 'Firefox on Windows', 1700000000000 + i,
       1700000000000, NULL, NULL, NULL FROM c`,
  );
  for (let from = 0; from < SESSIONS; from += CHUNK) await fill.bind(from, from + CHUNK).run();
}, 120_000);

interface Page {
  readonly results: readonly { readonly subjectId: string }[];
  readonly resultsToken: string | null;
  readonly totalCount: number | null;
  readonly totalCountAtLeast: number;
  readonly hasNextResults: boolean;
}

async function page(parameters: Readonly<Record<string, string>>) {
  const search = new URLSearchParams({ fields: 'summary', ...parameters });
  const { cost, body } = await priced('GET', `/v1/sessions?${search}`);
  return { ...(body as Page), cost };
}

it('the first page without a filter reads its own rows and a few more', async () => {
  for (const size of [1, 25, 1000]) {
    const { results, cost } = await page({ countRequested: String(size), totals: 'false' });
    expect(results).toHaveLength(size);
    expect(cost).toMatchObject({ object: 0, written: 0 });
    expect(cost.read).toBeGreaterThanOrEqual(size);
    expect(cost.read).toBeLessThanOrEqual(2 * size + 20);
  }
});

it('counting reads at most 20,002 rows more', async () => {
  const { cost, totalCount, totalCountAtLeast } = await page({});
  expect({ totalCount, totalCountAtLeast }).toEqual({ totalCount: null, totalCountAtLeast: 10_000 });
  expect(cost.read).toBeLessThanOrEqual(2 * 25 + 20 + 20_002);
});

it('the pages after it, and back, read no more', async () => {
  let token = (await page({ totals: 'false' })).resultsToken ?? '';
  for (const prior of ['false', 'false', 'true']) {
    const { cost, resultsToken, results } = await page({
      totals: 'false',
      resultsToken: token,
      requestPriorResults: prior,
    });
    expect(results).toHaveLength(25);
    expect(cost.read).toBeLessThanOrEqual(2 * 25 + 20);
    token = resultsToken ?? '';
  }
});

it('a text that is rare is found without a scan, also in the middle of a value', async () => {
  const { results, cost, totalCount } = await page({ subjectId: 'ser-12345' });
  expect(results.map(({ subjectId }) => subjectId)).toEqual(Array.from({ length: 4 }, () => 'user-12345'));
  expect(totalCount).toBe(4);
  expect(cost.read).toBeLessThan(100);
});

it('a text that nobody has reads under 100 rows, also an id in the wrong case', async () => {
  for (const filter of [{ subjectId: 'USER-1' }, { displayName: 'nobody at all' }, { sessionId: 'abc' }]) {
    const { cost, totalCount } = await page(filter);
    expect(totalCount).toBe(0);
    expect(cost.read).toBeLessThan(100);
  }
});

it('a text that everybody has reads at most 6,000 rows', async () => {
  const { results, cost } = await page({ displayName: 'PERSON', totals: 'false' });
  expect(results).toHaveLength(25);
  expect(cost.read).toBeLessThanOrEqual(6_000);
});
