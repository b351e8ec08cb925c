/** Each scripted interleaving of consistency.md, section 5, as a test of its own, in one world; the clean-up comes last. */
import { afterAll, expect, test } from 'vitest';
import { startWorld } from './runner/world.ts';

const world = await startWorld();
const scenes = await world.ask<{ number: number; title: string }[]>('/scenes');

afterAll(() => world.end());

test.each(scenes)('scene $number: $title', async ({ number }) => {
  const { failure } = await world.ask<{ failure: string | null }>(`/scene/${number}`);
  expect(failure).toBeNull();
});
