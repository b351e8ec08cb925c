/** RemoveSessions of a subject with many sessions and grants: all or nothing, wherever its object is reset; and its price. */
import { afterAll, expect, test } from 'vitest';
import { resetEverywhere } from './runner/atomicity.ts';
import { startWorld } from './runner/world.ts';

const world = await startWorld();

afterAll(() => world.end());

test('all or nothing, each end once in history, each client told, wherever the object is reset', async () => {
  const wrong: string[] = [];
  let [undone, done] = [0, 0];
  for await (const trial of resetEverywhere(world, 'few')) {
    for (const one of trial.wrong) wrong.push(`${trial.point}: ${one}`);
    if (trial.undone) undone += 1;
    else done += 1;
  }
  expect(wrong).toEqual([]);
  // Some resets come before the transaction is there to stay, most of them after it.
  expect(undone).toBeGreaterThan(0);
  expect(done).toBeGreaterThan(undone);
});

interface Price {
  readonly object: number;
  readonly d1: number;
  readonly largestBind: number;
  readonly wrong: readonly string[];
}

test.each(['many', 'most'])('%s: one object call, five statements, each bind below 1 MB', async (size) => {
  const { object, d1, largestBind, wrong } = await world.ask<Price>(`/price/${size}`);
  expect(wrong).toEqual([]);
  expect({ object, d1 }).toEqual({ object: 1, d1: 5 });
  expect(largestBind).toBeLessThan(1_000_000);
});
