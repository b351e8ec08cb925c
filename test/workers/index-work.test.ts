/**
 * What queries cost at 100,000 sessions, in rows as D1 bills them, and the plans that make it so. Matches are spread
 * evenly over the list unless a test says otherwise; a page has 25 rows.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SessionPage } from '../../src/index-d1/page.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import { type Cost, Meter } from '../../src/session/cost.ts';
import type { SessionQuery } from '../../src/session/session-filter.ts';
import {
  db,
  delivery,
  ended,
  idOf,
  live,
  liveGrant,
  metered,
  newIndex,
  past,
  query,
  REMOVAL,
  tokenKey,
  told,
} from './index-rows.ts';

const SESSIONS = 100_000;
const CHUNK = 20_000;
const PAGE = 25;
const keys = [await tokenKey()];

/** Marks in the subject, by share of the sessions that carry them. */
const SHARES = { '0.2': 500, '1': 100, '5': 20, '50': 2 } as const;

beforeAll(async () => {
  const marks = Object.entries(SHARES).map(([share, every]) => `iif(i % ${every} = 0, 'mark-${share};', '')`);
  for (let from = 0; from < SESSIONS; from += CHUNK) {
    await db
      .prepare(
        `WITH RECURSIVE c (i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ?2)
         INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
           device, created, renewed, expires, absolute_expires, ends, clients)
         SELECT printf('%043d', (i * 7919) % 1000003), 'route-' || (i / 4), 'home', '', 'live', 1, 1,
           'user-' || (i / 4) || ';' || ${marks.join(' || ')} || iif(i % 100 < 94, 'mark-94;', '')
             || iif(i < 5000, 'first#', '') || iif(i >= 95000, 'last!', ''),
           printf('%032X', i) || iif(i % 2 = 0, ';even', ';odd'), 'cookie', 'Person ' || i, 'person ' || i,
           'Firefox on Windows', 1700000000000 + i / 3, 1700000000000, 1700003600000, NULL, 1700003600000,
           iif(i % 10 = 0, '["shop","bank"]', NULL) FROM c`,
      )
      .bind(from, from + CHUNK)
      .run();
  }
}, 60_000);

async function paged(fields: Partial<SessionQuery>): Promise<{ page: SessionPage; read: number; cost: Cost }> {
  const { answer, cost } = await metered((index) => index.page(query({ countRequested: PAGE, ...fields }), keys));
  if (answer.outcome !== 'page') throw new Error('the token was refused');
  return { page: answer.page, read: cost.read, cost };
}

/** The most rows that a page read on the way: two pages on, one back. */
async function dearest(fields: Partial<SessionQuery>): Promise<{ first: SessionPage; read: number }> {
  const first = await paged(fields);
  const second = await paged({ ...fields, resultsToken: first.page.resultsToken });
  const third = await paged({ ...fields, resultsToken: second.page.resultsToken });
  const back = await paged({ ...fields, resultsToken: third.page.resultsToken, requestPriorResults: true });
  expect(back.page.results).toEqual(second.page.results);
  return { first: first.page, read: Math.max(first.read, second.read, third.read, back.read) };
}

describe('without a text filter', () => {
  it('a page reads its rows and three more, in both directions', async () => {
    for (const size of [1, 25, 1000]) {
      const { read } = await dearest({ countRequested: size, totals: false });
      expect(read).toBeLessThanOrEqual(size + 3);
    }
  });

  it('counting reads at most 20,002 rows more, and stops at 10,000', async () => {
    const { first, read } = await dearest({});
    expect(first).toMatchObject({ totalCount: null, totalCountAtLeast: 10_000, totalPages: null, currentPage: null });
    expect(read).toBeLessThanOrEqual(PAGE + 3 + 20_002);
  });
});

describe('a filter of 3 or more characters', () => {
  it.each(['nobody', 'USER-', 'MARK-50', 'xyz"'])('without a match (%s) reads under 100 rows', async (subjectId) => {
    const { page, read } = await paged({ subjectId });
    expect(page).toMatchObject({ totalCount: 0, results: [], resultsToken: null, incomplete: false });
    expect(read).toBeLessThan(100);
  });

  it('that is a whole id reads a handful of rows', async () => {
    const { page, read } = await paged({ sessionId: `${(77_777).toString(16).toUpperCase().padStart(32, '0')};odd` });
    expect(page.results).toHaveLength(1);
    expect(read).toBeLessThan(10);
  });

  it.each(['0.2', '1', '5', '50', '94'])('that %s percent match reads at most 6,000 rows for a page', async (share) => {
    const { first, read } = await dearest({ subjectId: `mark-${share};`, totals: false });
    expect(first).toMatchObject({ incomplete: false, hasNextResults: true });
    expect(first.results).toHaveLength(PAGE);
    expect(read).toBeLessThanOrEqual(6_000);
    console.info(`${share} % of ${SESSIONS}: at most ${read} rows read for a page`);
  });

  it.each([
    ['0.2', 200],
    ['1', 1_000],
    ['5', 5_000],
    ['50', null],
    ['94', null],
  ])('that %s percent match has exact totals up to 10,000', async (share, totalCount) => {
    const { first, read } = await dearest({ subjectId: `mark-${share};` });
    expect(first).toMatchObject({ totalCount, totalCountAtLeast: totalCount ?? 10_000, incomplete: false });
    expect(read).toBeLessThanOrEqual(30_000);
    console.info(`${share} % of ${SESSIONS}: at most ${read} rows read for a page with totals`);
  });

  it('costs the rarest of several filters', async () => {
    const { page, read } = await paged({ subjectId: 'mark-0.2;', sessionId: ';even', displayName: 'PERSON' });
    expect(page).toMatchObject({ totalCount: 200, incomplete: false });
    expect(read).toBeLessThan(200 * 6 + 20_003);
  });
});

describe('a search that no index answers', () => {
  /** Rows that one page may read, and all matches by going on from the token. */
  async function walkOn(fields: Partial<SessionQuery>, most: number) {
    const ids: string[] = [];
    let dear = 0;
    let incomplete = 0;
    let resultsToken: string | null = null;
    for (let turn = 0; turn < 300; turn += 1) {
      const { page, read } = await paged({ countRequested: 1000, ...fields, resultsToken });
      dear = Math.max(dear, read);
      ids.push(...page.results.map(({ id }) => id));
      if (page.incomplete) {
        incomplete += 1;
        expect(page).toMatchObject({ totalCount: null, totalPages: null, currentPage: null, hasNextResults: true });
      }
      if (!page.hasNextResults) {
        expect(dear).toBeLessThanOrEqual(most);
        expect(new Set(ids).size).toBe(ids.length);
        console.info(JSON.stringify(fields), { pages: turn + 1, incomplete, dearest: dear, found: ids.length });
        return { page, incomplete, found: ids.length };
      }
      resultsToken = page.resultsToken;
    }
    throw new Error('the search never ended');
  }

  it('because all matches are at one end stops, says so, and goes on from its token to the last one', async () => {
    const { found, incomplete, page } = await walkOn({ subjectId: 'last!', totals: false }, 11_000);
    expect(found).toBe(5_000);
    expect(incomplete).toBeGreaterThan(10);
    expect(page.hasPrevResults).toBe(true);
  });

  it('because two common filters share no row ends empty', async () => {
    const { found, incomplete } = await walkOn({ subjectId: 'mark-50;', sessionId: ';odd', totals: false }, 12_000);
    expect(found).toBe(0);
    expect(incomplete).toBeGreaterThan(10);
  });

  it('because the filter is too short finds everything, and counts it on the last page', async () => {
    const { found, page } = await walkOn({ subjectId: '!' }, 30_000);
    expect(found).toBe(5_000);
    expect(page).toMatchObject({ totalCount: 5_000, incomplete: false, hasNextResults: false });
  });

  it('ends where nothing matches a short filter', async () => {
    const { page } = await walkOn({ displayName: '%' }, 30_000);
    expect(page).toMatchObject({ totalCount: 0, resultsToken: null, incomplete: false });
  });

  it('goes backwards in the same way', async () => {
    const { page: last } = await walkOn({ subjectId: '#', totals: false }, 11_000);
    const ids: string[] = [];
    let { resultsToken, hasPrevResults } = last;
    let incomplete = 0;
    while (hasPrevResults) {
      const fields = { subjectId: '#', countRequested: 1000, resultsToken, requestPriorResults: true, totals: false };
      const { page, read } = await paged(fields);
      expect(read).toBeLessThanOrEqual(11_000);
      if (page.hasPrevResults) ids.push(...page.results.map(({ id }) => id));
      incomplete += page.incomplete ? 1 : 0;
      ({ resultsToken, hasPrevResults } = page);
    }
    expect(incomplete).toBeGreaterThan(10);
    // The first page is filled from the start: it repeats rows of the second.
    expect(ids.length).toBeGreaterThanOrEqual(4_000);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the statistics', () => {
  /** Sessions of the list expire at 1700003600000. */
  it('read no live row', async () => {
    const { answer, cost } = await metered((index) => index.stats(1_700_000_000_000));
    expect(answer).toMatchObject({ activeSessions: SESSIONS, expiredNotRemoved: 0, subjects: SESSIONS / 4 });
    expect(cost.read).toBeLessThan(20);
    console.info(`statistics of ${SESSIONS} sessions: ${cost.read} rows read`);
  });

  it('read what has expired, and nothing else', async () => {
    await db.prepare('UPDATE ix SET ends = 1 WHERE n <= 10').run();
    const { answer, cost } = await metered((index) => index.stats(1));
    await db.prepare('UPDATE ix SET ends = expires WHERE n <= 10').run();
    expect(answer).toMatchObject({ activeSessions: SESSIONS - 10, expiredNotRemoved: 10, subjects: SESSIONS / 4 - 2 });
    expect(cost.read).toBeLessThan(80);
  });
});

describe('what triggers keep', () => {
  it('costs a handful of rows read for a session, however many others have the same clients', async () => {
    await newIndex().project(told([live(1, { clientIds: ['shop', 'bank'] })]));
    for (const row of [live(1, { revision: 2, clientIds: ['bank'] }), ended(1, 3)])
      expect((await metered((index) => index.project(told([row])))).cost.read).toBeLessThan(40);
  });
});

describe('every statement', () => {
  /** A database that notes what it is asked, with plans instead of answers to be read afterwards. */
  async function plansOf(ask: (index: SessionIndex) => Promise<unknown>): Promise<readonly string[]> {
    const asked: { text: string; values: unknown[] }[] = [];
    const noting = (connection: D1Database | D1DatabaseSession): D1Database =>
      ({
        prepare: (text: string) => ({
          bind: (...values: unknown[]) => {
            asked.push({ text, values });
            return connection.prepare(text).bind(...values);
          },
        }),
        batch: (statements: D1PreparedStatement[]) => connection.batch(statements),
        withSession: (constraint: string) => noting(db.withSession(constraint)),
      }) as unknown as D1Database;
    await ask(new SessionIndex(noting(db), new Meter()));
    const plans = await Promise.all(
      asked.map(({ text, values }) =>
        db
          .prepare(`EXPLAIN QUERY PLAN ${text}`)
          .bind(...values)
          .all<{ detail: string }>(),
      ),
    );
    return plans.flatMap(({ results }) => {
      const details = results.map(({ detail }) => detail);
      // A walk reads from its co-routine, which is called `ix` too; where that reads from is in the plan as well.
      return details.includes('CO-ROUTINE ix') ? details.filter((detail) => detail !== 'SCAN ix') : details;
    });
  }

  const page = (fields: Partial<SessionQuery>) => (index: SessionIndex) => index.page(query(fields), keys);
  const FULL_SCAN = /^SCAN (ix|gx|ix_client|ix_subject|history|delivery|fence|client|cron_state)$/;

  const GRANTS = { sessionId: null, clientIds: null, types: null, grantId: null, lookup: null };
  const AFTER = { value: 'a', n: 5 };

  it.each<[string, (index: SessionIndex) => Promise<unknown>]>([
    ['page', page({})],
    ['page of candidates', page({ subjectId: 'mark-0.2;' })],
    ['page of a walk', page({ subjectId: 'mark-50;', sessionId: ';odd' })],
    ['page of a short filter', page({ subjectId: '!' })],
    ['projection', (index) => index.project(told([live(1)]))],
    ['fence', (index) => index.fenceAndLocate({ ...REMOVAL, limit: 9 })],
    ['by sid', (index) => index.locateBySid('', 's', { created: 1, id: 'x' }, 9)],
    [
      'by sid in partitions',
      (index) => index.locateInPartitions(['p', 'q'], 's', { partition: 'p', created: 1, id: 'x' }, 9),
    ],
    ['by id', (index) => index.summaryById(idOf(1))],
    ['expired', (index) => index.expired(1, { ends: 1, id: 'x' }, 9)],
    ['expired in partitions', (index) => index.expired(1, { ends: 1, id: 'x' }, 9, 'partitions')],
    ['expired in no partition', (index) => index.expired(1, null, 9, 'sessions')],
    [
      'fences in partitions',
      (index) => index.fenceAndLocate({ ...REMOVAL, alsoIn: { partitions: ['p', 'q'], fenced: true }, limit: 9 }),
    ],
    ['by ids', (index) => index.sessionsByIds([idOf(1), idOf(2)])],
    [
      'projection of everything',
      (index) =>
        index.project(
          told([live(1, { clientIds: ['shop'] })], {
            grants: [liveGrant(1)],
            history: [past(1)],
            deliveries: [delivery(1)],
          }),
        ),
    ],
    ['fences', (index) => index.fenceAndLocate({ ...REMOVAL, kinds: ['session', 'tokens'], limit: 9 })],
    ['grants by sid', (index) => index.locateGrantsBySid('s', 5, 9)],
    [
      'grants by client and type',
      (index) => index.locateGrants({ ...GRANTS, clientIds: ['a', 'b'], types: ['t'] }, AFTER, 9),
    ],
    ['grants by type', (index) => index.locateGrants({ ...GRANTS, types: ['t', 'u'] }, null, 9)],
    ['grants by grant id', (index) => index.locateGrants({ ...GRANTS, grantId: 'g', types: ['t'] }, AFTER, 9)],
    ['grants by look-up', (index) => index.locateGrants({ ...GRANTS, lookup: 'l' }, AFTER, 9)],
    [
      'grants by sid and client',
      (index) => index.locateGrants({ ...GRANTS, sessionId: 's', clientIds: ['a'] }, AFTER, 9),
    ],
    ['expired grants', (index) => index.expiredGrants(1, { expiration: 1, n: 5 }, 9)],
    ['registrations', (index) => index.registrations(['shop'])],
    ['delivery', (index) => index.delivery('x')],
    ['overdue deliveries', (index) => index.overdueDeliveryRoutes(1, 9)],
    ['sessions of other keys', (index) => index.sealedByOtherKeys('sessions', 'k', 5, 9)],
    ['grants of other keys', (index) => index.sealedByOtherKeys('grants', 'k', 5, 9)],
    ['sessions sealed again', (index) => index.resealed('sessions', [{ id: 'x', revision: 1 }], 'k')],
    ['grants sealed again', (index) => index.resealed('grants', [{ id: 'x', revision: 1 }], 'k')],
    ['statistics', (index) => index.stats(1)],
    ['tombstones of grants', (index) => index.purgeGrantTombstones(1, 9)],
    ['history', (index) => index.purgeHistory(1, 9)],
    ['deliveries', (index) => index.purgeDeliveries(1, 9)],
    ['tombstones', (index) => index.purgeTombstones(1, 9)],
    ['fences', (index) => index.purgeFences(1, 9)],
    ['ghost', (index) => index.removeGhost(idOf(1), 2)],
    ['sample', (index) => index.sample(5, 9)],
    ['cursor', (index) => index.cursor('drift')],
    ['set cursor', (index) => index.setCursor('drift', '1')],
  ])('uses an index: %s', async (_, ask) => {
    const plans = await plansOf(ask);
    expect(plans.filter((detail) => FULL_SCAN.test(detail))).toEqual([]);
    expect(plans.filter((detail) => detail.includes('AUTOMATIC'))).toEqual([]);
  });

  it('of a page without a filter follows the order index and sorts nothing', async () => {
    const plans = await plansOf(page({ totals: false }));
    expect(plans).toContain('SEARCH ix USING INDEX ix_order ((created,id)>(?,?))');
    expect(plans.filter((detail) => detail.includes('TEMP B-TREE'))).toEqual([]);
  });

  it('of a search by candidates begins at the substring index', async () => {
    const plans = await plansOf(page({ subjectId: 'mark-0.2;' }));
    const begin = plans.findIndex((detail) => /^SCAN ix_text VIRTUAL TABLE INDEX/.test(detail));
    expect(begin).toBeGreaterThanOrEqual(0);
    expect(plans).toContain('SEARCH ix USING INTEGER PRIMARY KEY (rowid=?)');
    expect(plans.filter((detail) => detail.includes('ix_order'))).toEqual([]);
  });

  it('of a search by walking sorts nothing', async () => {
    const plans = await plansOf(page({ subjectId: 'mark-50;', totals: false }));
    expect(plans.filter((detail) => detail.includes('TEMP B-TREE'))).toEqual([]);
  });
});
