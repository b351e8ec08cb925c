/** A short random run of the chaos, two seeds, one of them with alarms that get lost; and two of grants. The long one is `npm run chaos`. */
import { expect, test } from 'vitest';
import { runSeed } from './runner/random-run.ts';

/** Of the ids of all rounds: where the machine stands still, operations overlap so much that an order is not found in time. */
const UNJUDGED = 2;

test.each([2, 3])('seed %i: every answer is explained, nothing leaks', async (seed) => {
  const { operations, violations, unjudged } = await runSeed(seed, 500);
  expect(violations).toEqual([]);
  expect(unjudged).toBeLessThanOrEqual(UNJUDGED);
  expect(operations).toBeGreaterThanOrEqual(500);
});

test.each([4, 5])('seed %i, of grants: every answer is explained, nothing leaks', async (seed) => {
  const { operations, violations, unjudged } = await runSeed(seed, 500, { of: 'grants' });
  expect(violations).toEqual([]);
  expect(unjudged).toBeLessThanOrEqual(UNJUDGED);
  expect(operations).toBeGreaterThanOrEqual(500);
});
