/** A search that may read next to nothing: it stops, says so, and goes on from its token. */
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { SEARCH_BUDGET } from '../../src/index-d1/search-budget.ts';
import { deliveryScenario, historyScenario, walkDeliveriesBothWays, walkHistoryBothWays } from './event-walks.ts';
import { scenario, walkBothWays } from './index-walks.ts';
import { managementScenario, walkManagementBothWays } from './management-walks.ts';

// The module belongs to this file alone; a budget of production would need a hundred thousand rows for each run.
Object.assign(SEARCH_BUDGET, { candidates: 10, walk: 5, look: 2, count: 9 });

describe('a search that stops at its budget', () => {
  it('tells the truth on every page that is not incomplete, and finds everything exactly once, both ways', async () => {
    await fc.assert(
      fc.asyncProperty(scenario(false, 25), (plan) => walkBothWays(plan, { budgeted: true })),
      { numRuns: 60 },
    );
  });

  it('does so with the filters of session management', async () => {
    await fc.assert(
      fc.asyncProperty(managementScenario(false, 25), (plan) => walkManagementBothWays(plan, { budgeted: true })),
      { numRuns: 30 },
    );
  });

  it('does so in history and deliveries', async () => {
    const plans = { changing: false, atLeast: 25 };
    await fc.assert(
      fc.asyncProperty(historyScenario(plans), (plan) => walkHistoryBothWays(plan, { budgeted: true })),
      { numRuns: 30 },
    );
    await fc.assert(
      fc.asyncProperty(deliveryScenario(plans), (plan) => walkDeliveriesBothWays(plan, { budgeted: true })),
      { numRuns: 30 },
    );
  });
});
