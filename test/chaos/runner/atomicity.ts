/**
 * RemoveSessions of a crowded subject, reset at every point that its object passes, one after the other, in the turn and from
 * a timer. Guarantees: the points are those that a run without a fault has passed, so a new one is on the list by itself.
 */
import type { Size } from '../atomicity/sizes.ts';
import type { World } from './world.ts';

export interface Trial {
  readonly point: string;
  readonly wrong: readonly string[];
  /** Whether the reset took the removal back, as a whole. */
  readonly undone: boolean;
}

export async function* resetEverywhere(world: World, size: Size): AsyncGenerator<Trial> {
  const passed = await world.ask<Record<string, number>>(`/points/${size}`);
  for (const [at, times] of Object.entries(passed)) {
    for (const after of occurrences(times)) {
      for (const reset of ['abort', 'abort-later']) {
        const query = new URLSearchParams({ at, after: String(after), reset });
        const trial = await world.ask<Omit<Trial, 'point'>>(`/reset/${size}?${query}`);
        yield { point: `${reset} ${at} (${after + 1} of ${times})`, ...trial };
      }
    }
  }
}

/** All of a few; of many, the first, the one in the middle, and the last. */
const occurrences = (times: number): readonly number[] =>
  times <= 3 ? Array.from({ length: times }, (_, n) => n) : [0, Math.floor(times / 2), times - 1];
