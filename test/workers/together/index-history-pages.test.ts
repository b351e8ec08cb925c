/** What is asked of history: exact filters, the newest end first, while sessions end and old ends are forgotten. */
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { EndedSessionQuery } from '../../../src/index-d1/history-page.ts';
import type { EndedSession } from '../../../src/session/ending.ts';
import type { QueryResult } from '../../../src/session/session-filter.ts';
import { deliveriesQuery, endedSession, historyQuery, tellHistory } from '../event-rows.ts';
import { historyScenario, walkHistoryBothWays } from '../event-walks.ts';
import { emptyIndex, idOf, NOON, newIndex, tokenKey } from '../index-rows.ts';

const asked = async (fields: Partial<EndedSessionQuery>) =>
  newIndex().history(historyQuery(fields), [await tokenKey()]);

async function paged(fields: Partial<EndedSessionQuery> = {}): Promise<QueryResult<EndedSession>> {
  const outcome = await asked(fields);
  if (outcome.outcome !== 'page') throw new Error('the token was refused');
  return outcome.page;
}

const times = ({ results }: QueryResult<EndedSession>): readonly number[] => results.map(({ ended }) => ended - NOON);

afterEach(emptyIndex);

describe('a walk through history', () => {
  it('visits every end that stays exactly once, both ways, while sessions end and old ends are forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(historyScenario({ changing: true }), (plan) => walkHistoryBothWays(plan, { budgeted: false })),
      { numRuns: 60 },
    );
  });
});

describe('a page of history', () => {
  it('of nothing is all zeros, without a token', async () => {
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

  it('shows an end as it was told, and nothing else', async () => {
    const event = endedSession(1, { displayName: null, device: null, onBehalfOf: 'Ärger', reason: 'limit' });
    await tellHistory(event);
    expect((await paged()).results).toEqual([event]);
  });

  it('has the newest end first, and of one moment the one told last', async () => {
    await tellHistory(endedSession(2), endedSession(5, { ended: NOON + 2 }), endedSession(3), endedSession(1));
    expect((await paged()).results.map(({ id }) => id)).toEqual([3, 5, 2, 1].map(idOf));
  });

  it('has a session as often as it ended', async () => {
    await tellHistory(
      endedSession(1, { subjectId: 'alice', reason: 'replaced' }),
      endedSession(1, { subjectId: 'bob', ended: NOON + 9 }),
    );
    expect((await paged()).results).toMatchObject([
      { id: idOf(1), subjectId: 'bob' },
      { id: idOf(1), subjectId: 'alice', reason: 'replaced' },
    ]);
  });

  it('says what came before it since', async () => {
    await tellHistory(...[1, 2, 3].map((n) => endedSession(n)));
    const first = await paged({ countRequested: 2 });
    expect(first).toMatchObject({ hasPrevResults: false, hasNextResults: true, totalCount: 3 });
    await tellHistory(endedSession(4), endedSession(5));
    const { resultsToken } = first;
    const second = await paged({ countRequested: 2, resultsToken });
    expect(times(second)).toEqual([1]);
    expect(second).toMatchObject({ hasPrevResults: true, hasNextResults: false, totalCount: 5, currentPage: 3 });
    const back = await paged({ countRequested: 2, resultsToken: second.resultsToken, requestPriorResults: true });
    expect(times(back)).toEqual([3, 2]);
    expect(back).toMatchObject({ hasPrevResults: true, hasNextResults: true, currentPage: 2 });
    const newest = await paged({ countRequested: 2, resultsToken: back.resultsToken, requestPriorResults: true });
    expect(times(newest)).toEqual([5, 4]);
    expect(newest.hasPrevResults).toBe(false);
  });

  it('past the end leads back to the oldest ends', async () => {
    await tellHistory(...[1, 2, 3].map((n) => endedSession(n)));
    const { resultsToken } = await paged();
    const past = await paged({ resultsToken });
    expect(past).toMatchObject({ results: [], hasPrevResults: true, hasNextResults: false, totalCount: 3 });
    const back = await paged({ countRequested: 2, resultsToken: past.resultsToken, requestPriorResults: true });
    expect(times(back)).toEqual([2, 1]);
  });
});

describe('the filters of history', () => {
  it('are exact, case-sensitive, and hold together', async () => {
    await tellHistory(
      endedSession(1, { subjectId: 'alice', sessionId: 'one' }),
      endedSession(2, { subjectId: 'alice', sessionId: 'two' }),
      endedSession(3, { subjectId: 'Alice', sessionId: 'one' }),
      endedSession(4, { subjectId: 'alice2', sessionId: 'one' }),
    );
    expect(times(await paged({ subjectId: 'alice' }))).toEqual([2, 1]);
    expect(times(await paged({ sessionId: 'one' }))).toEqual([4, 3, 1]);
    expect(times(await paged({ subjectId: 'alice', sessionId: 'one' }))).toEqual([1]);
    expect(times(await paged({ subjectId: 'alic' }))).toEqual([]);
  });

  it('bind the token, and so does the kind of list', async () => {
    await tellHistory(...[1, 2].map((n) => endedSession(n, { subjectId: 'alice' })));
    const { resultsToken } = await paged({ subjectId: 'alice', countRequested: 1 });
    expect(times(await paged({ subjectId: 'alice', resultsToken, totals: false }))).toEqual([1]);
    for (const other of [{}, { sessionId: 'alice' }, { subjectId: 'bob' }, { subjectId: 'alice', sessionId: 'x' }])
      expect((await asked({ ...other, resultsToken })).outcome).toBe('results-token-invalid');
    expect((await asked({ subjectId: 'alice', resultsToken: 'nonsense' })).outcome).toBe('results-token-invalid');
    const deliveries = await newIndex().deliveries(deliveriesQuery({ subjectId: 'alice', resultsToken }), [
      await tokenKey(),
    ]);
    expect(deliveries.outcome).toBe('results-token-invalid');
  });
});
