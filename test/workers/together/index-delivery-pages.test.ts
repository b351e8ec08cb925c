/** What is asked of deliveries: exact filters, the newest first, while they come, are sent, fail and are forgotten. */
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeliveriesQuery } from '../../../src/index-d1/delivery-page.ts';
import type { Delivery } from '../../../src/session/ending.ts';
import type { QueryResult } from '../../../src/session/session-filter.ts';
import { deliveriesQuery, delivery, tellDeliveries } from '../event-rows.ts';
import { deliveryScenario, walkDeliveriesBothWays } from '../event-walks.ts';
import { emptyIndex, NOON, newIndex, tokenKey } from '../index-rows.ts';

const asked = async (fields: Partial<DeliveriesQuery>) =>
  newIndex().deliveries(deliveriesQuery(fields), [await tokenKey()]);

async function paged(fields: Partial<DeliveriesQuery> = {}): Promise<QueryResult<Delivery>> {
  const outcome = await asked(fields);
  if (outcome.outcome !== 'page') throw new Error('the token was refused');
  return outcome.page;
}

const found = async (fields: Partial<DeliveriesQuery>): Promise<readonly number[]> =>
  (await paged(fields)).results.map(({ created }) => created - NOON);

afterEach(emptyIndex);

describe('a walk through the deliveries', () => {
  it('visits every one that stays as it is exactly once, both ways, while others come, change and go', async () => {
    await fc.assert(
      fc.asyncProperty(deliveryScenario({ changing: true }), (plan) =>
        walkDeliveriesBothWays(plan, { budgeted: false }),
      ),
      { numRuns: 80 },
    );
  });
});

describe('a page of deliveries', () => {
  it('shows a delivery as it stands, and nothing else', async () => {
    const dead = delivery(1, { status: 'dead', nextAttempt: null, attempts: 8, lastError: 'HTTP 500' });
    await tellDeliveries(dead, delivery(2));
    expect((await paged()).results).toEqual([delivery(2), dead]);
    const again = { ...dead, status: 'pending', nextAttempt: NOON, attempts: 9 } as const;
    await tellDeliveries(again);
    expect((await paged()).results).toEqual([delivery(2), again]);
  });

  it('of a status that changes meanwhile goes on where it was', async () => {
    await tellDeliveries(...[1, 2, 3, 4, 5].map((n) => delivery(n)));
    const first = await paged({ status: 'pending', countRequested: 2 });
    await tellDeliveries(delivery(4, { status: 'delivered' }), delivery(2, { status: 'dead' }), delivery(6));
    const second = await paged({ status: 'pending', countRequested: 2, resultsToken: first.resultsToken });
    expect(second.results.map(({ created }) => created - NOON)).toEqual([3, 1]);
    expect(second).toMatchObject({ hasPrevResults: true, hasNextResults: false, totalCount: 4 });
  });
});

describe('the filters of deliveries', () => {
  it('are exact and hold together, each alone and all of them', async () => {
    await tellDeliveries(
      delivery(1, { clientId: 'web', subjectId: 'alice', sessionId: 'one', status: 'dead' }),
      delivery(2, { clientId: 'web', subjectId: 'alice', sessionId: 'two', status: 'delivered' }),
      delivery(3, { clientId: 'app', subjectId: 'alice', sessionId: 'one', status: 'delivered' }),
      delivery(4, { clientId: 'web', subjectId: 'bob', sessionId: 'one', status: 'pending' }),
      delivery(5, { clientId: 'Web', subjectId: 'Alice', sessionId: 'One', status: 'pending' }),
    );
    expect(await found({ clientId: 'web' })).toEqual([4, 2, 1]);
    expect(await found({ subjectId: 'alice' })).toEqual([3, 2, 1]);
    expect(await found({ sessionId: 'one' })).toEqual([4, 3, 1]);
    expect(await found({ status: 'dead' })).toEqual([1]);
    expect(await found({ status: 'pending' })).toEqual([5, 4]);
    expect(await found({ status: 'delivered' })).toEqual([3, 2]);
    expect(await found({ status: 'delivered', clientId: 'web' })).toEqual([2]);
    expect(await found({ clientId: 'web', sessionId: 'one' })).toEqual([4, 1]);
    expect(await found({ clientId: 'web', subjectId: 'alice', sessionId: 'one', status: 'dead' })).toEqual([1]);
    expect(await found({ clientId: 'we' })).toEqual([]);
  });

  it('bind the token', async () => {
    await tellDeliveries(...[1, 2].map((n) => delivery(n, { clientId: 'web' })));
    const filter = { clientId: 'web', status: 'pending' } as const;
    const { resultsToken } = await paged({ ...filter, countRequested: 1 });
    expect(await found({ ...filter, resultsToken })).toEqual([1]);
    for (const other of [{}, { clientId: 'web' }, { status: 'pending' as const }, { ...filter, subjectId: 'x' }])
      expect((await asked({ ...other, resultsToken })).outcome).toBe('results-token-invalid');
  });
});
