/** Pages of sessions: any data, filters, sizes and directions, while sessions come, go and change. */
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { PageOutcome, SessionPage } from '../../../src/index-d1/page.ts';
import type { SessionQuery } from '../../../src/session/session-filter.ts';
import { emptyIndex, ended, live, newIndex, query, tokenKey, told } from '../index-rows.ts';
import { scenario, walkBothWays } from '../index-walks.ts';

const asked = async (fields: Partial<SessionQuery>, fill?: number): Promise<PageOutcome> =>
  newIndex().page(query(fields), [await tokenKey(fill)]);

async function paged(fields: Partial<SessionQuery> = {}): Promise<SessionPage> {
  const outcome = await asked(fields);
  if (outcome.outcome !== 'page') throw new Error('the token was refused');
  return outcome.page;
}

const fill = (count: number): Promise<unknown> =>
  newIndex().project(told(Array.from({ length: count }, (_, n) => live(n))));
const numbers = (page: SessionPage): readonly number[] => page.results.map(({ route }) => Number(route.slice(6)));

afterEach(emptyIndex);

describe('a walk through the pages', () => {
  it('visits every session that is there throughout exactly once, both ways, while others come, go and change', async () => {
    await fc.assert(
      fc.asyncProperty(scenario(true), (plan) => walkBothWays(plan, { budgeted: false })),
      { numRuns: 60 },
    );
  });

  it('with a page size of 1 too', async () => {
    await fc.assert(
      fc.asyncProperty(scenario(true), (plan) => walkBothWays({ ...plan, sizes: [1] }, { budgeted: false })),
      { numRuns: 10 },
    );
  });
});

describe('a page', () => {
  it('of an empty index is all zeros, without a token', async () => {
    expect(await paged()).toEqual({
      resultsToken: null,
      hasPrevResults: false,
      hasNextResults: false,
      totalCount: 0,
      totalCountAtLeast: 0,
      totalPages: 0,
      currentPage: 0,
      incomplete: false,
      results: [],
    });
  });

  it('shows the summary of a session and where its record is', async () => {
    const row = live(3, { absoluteExpires: 99, revision: 2 ** 53 - 1 });
    await newIndex().project(told([row]));
    const {
      state: _state,
      partition: _partition,
      at: _at,
      keyId: _key,
      issuer: _issuer,
      clientIds: _ids,
      ...shown
    } = row;
    expect((await paged()).results).toEqual([shown]);
  });

  it('leaves out what has ended and what belongs to a BFF, and shows what has expired', async () => {
    await newIndex().project(told([live(1), live(2, { partition: 'shop' }), live(3, { expires: 5 }), ended(4, 1)]));
    expect(numbers(await paged())).toEqual([1, 3]);
  });

  it('past the end has no rows, the true totals, and a token whose previous page is the last one', async () => {
    await fill(5);
    const last = await paged({ countRequested: 5 });
    const past = await paged({ countRequested: 2, resultsToken: last.resultsToken });
    expect(past).toMatchObject({
      results: [],
      hasPrevResults: true,
      hasNextResults: false,
      totalCount: 5,
      totalPages: 3,
      currentPage: 3,
    });
    const back = await paged({ countRequested: 2, resultsToken: past.resultsToken, requestPriorResults: true });
    expect(numbers(back)).toEqual([3, 4]);
    await newIndex().project(told([live(5)]));
    expect(numbers(await paged({ resultsToken: past.resultsToken }))).toEqual([5]);
  });

  it('before the start is the first page, and so is a previous page without a token', async () => {
    await fill(5);
    const first = await paged({ countRequested: 2 });
    for (const resultsToken of [first.resultsToken, null]) {
      const page = await paged({ countRequested: 2, resultsToken, requestPriorResults: true });
      expect(numbers(page)).toEqual([0, 1]);
      expect(page).toMatchObject({ hasPrevResults: false, hasNextResults: true, currentPage: 1 });
    }
  });

  it('reached backwards with too few before it is filled from the start', async () => {
    await fill(6);
    const three = await paged({ countRequested: 3 });
    const next = await paged({ countRequested: 3, resultsToken: three.resultsToken });
    await newIndex().project(told([ended(0, 9), ended(1, 9)]));
    const back = await paged({ countRequested: 3, resultsToken: next.resultsToken, requestPriorResults: true });
    expect(numbers(back)).toEqual([2, 3, 4]);
  });

  it('of another size counts itself from what lies before it, a partial page included', async () => {
    await fill(5);
    const one = await paged({ countRequested: 1 });
    const rest = await paged({ countRequested: 3, resultsToken: one.resultsToken });
    expect(rest).toMatchObject({ currentPage: 2, totalPages: 2, totalCount: 5 });
  });

  it('without totals counts nothing', async () => {
    await fill(3);
    for (const subjectId of [null, 'subject', 'u', 'nobody']) {
      expect(await paged({ totals: false, subjectId })).toMatchObject({
        totalCount: null,
        totalCountAtLeast: 0,
        totalPages: null,
        currentPage: null,
      });
    }
  });

  it('cut to fewer rows goes on after the last one kept, in both directions', async () => {
    await fill(6);
    const outcome = await asked({ countRequested: 4 });
    if (outcome.outcome !== 'page') throw new Error('the token was refused');
    expect(outcome.cutFrom).toBe('end');
    const cut = await outcome.cut(2);
    expect(numbers(cut)).toEqual([0, 1]);
    expect(cut).toMatchObject({ hasPrevResults: false, hasNextResults: true, totalCount: 6 });
    expect(numbers(await paged({ resultsToken: cut.resultsToken }))).toEqual([2, 3, 4, 5]);

    const end = await paged({ countRequested: 6 });
    const past = await paged({ resultsToken: end.resultsToken });
    const prior = await asked({ countRequested: 4, resultsToken: past.resultsToken, requestPriorResults: true });
    if (prior.outcome !== 'page') throw new Error('the token was refused');
    expect(prior.cutFrom).toBe('start');
    const kept = await prior.cut(1);
    expect(numbers(kept)).toEqual([5]);
    expect(kept).toMatchObject({ hasPrevResults: true, hasNextResults: false });
    expect(
      numbers(await paged({ countRequested: 3, resultsToken: kept.resultsToken, requestPriorResults: true })),
    ).toEqual([2, 3, 4]);
  });
});

describe('a text filter', () => {
  it('is literal, case-sensitive for ids, folded by Unicode rules for names', async () => {
    await newIndex().project(
      told([
        live(1, { subjectId: 'a%b_c"d', displayName: 'Ärger İstanbul' }),
        live(2, { subjectId: 'A%B_C"D', displayName: null }),
        live(3, { sessionId: 'x😀yz', displayName: 'arger' }),
      ]),
    );
    const found = async (fields: Partial<SessionQuery>) => numbers(await paged(fields));
    expect(await found({ subjectId: 'a%b' })).toEqual([1]);
    expect(await found({ subjectId: 'a_b' })).toEqual([]);
    expect(await found({ subjectId: 'c"d' })).toEqual([1]);
    expect(await found({ subjectId: '"' })).toEqual([1, 2]);
    expect(await found({ subjectId: 'C"D' })).toEqual([2]);
    expect(await found({ displayName: 'ÄRGER i' })).toEqual([1]);
    expect(await found({ displayName: 'arger' })).toEqual([3]);
    expect(await found({ displayName: 'İST' })).toEqual([1]);
    expect(await found({ displayName: 'r' })).toEqual([1, 3]);
    expect(await found({ sessionId: '😀y' })).toEqual([3]);
    expect(await found({ sessionId: 'x😀y' })).toEqual([3]);
    expect(await found({ sessionId: 'x😀y', displayName: 'ARG' })).toEqual([3]);
    expect(await found({ sessionId: 'x😀y', displayName: 'ärg' })).toEqual([]);
  });

  it('of 200 characters finds its session', async () => {
    const subjectId = '😀é"*'.repeat(50);
    await newIndex().project(told([live(1, { subjectId })]));
    expect(numbers(await paged({ subjectId }))).toEqual([1]);
  });

  it('sees a session under its new name, not under its old one', async () => {
    await newIndex().project(told([live(1, { displayName: 'Alice' })]));
    await newIndex().project(told([live(1, { displayName: 'Bob', revision: 2 })]));
    expect(numbers(await paged({ displayName: 'alice' }))).toEqual([]);
    expect(numbers(await paged({ displayName: 'BOB' }))).toEqual([1]);
  });
});

describe('a results token', () => {
  it('is refused with another filter, and good with another size, direction, fields or totals', async () => {
    await fill(5);
    const { resultsToken } = await paged({ subjectId: 'subject', countRequested: 2 });
    expect((await asked({ resultsToken })).outcome).toBe('results-token-invalid');
    expect((await asked({ resultsToken, subjectId: 'subject', sessionId: 'SID' })).outcome).toBe(
      'results-token-invalid',
    );
    expect((await asked({ resultsToken, sessionId: 'subject' })).outcome).toBe('results-token-invalid');
    const other = { countRequested: 1, requestPriorResults: true, fields: 'full', totals: false } as const;
    expect((await asked({ resultsToken, subjectId: 'subject', ...other })).outcome).toBe('page');
  });

  it('of another key, or no token at all, is refused', async () => {
    await fill(5);
    const { resultsToken } = await paged({ countRequested: 2 });
    expect((await asked({ resultsToken }, 8)).outcome).toBe('results-token-invalid');
    expect((await asked({ resultsToken: '' })).outcome).toBe('results-token-invalid');
    expect((await asked({ resultsToken: 'nonsense' })).outcome).toBe('results-token-invalid');
  });
});
