/**
 * Quiesces a world: nothing goes wrong any more, every alarm that is due rings, until no row waits for the index and no
 * move is under way. Says what does not come to rest.
 */
import type { ChaosEnv } from '../harness/environment.ts';
import { knownObjects } from '../harness/known-objects.ts';
import type { ObjectState } from '../harness/object-state.ts';
import { jump } from '../harness/virtual-clock.ts';

export type World = ReadonlyMap<string, ObjectState>;

const MINUTES = 60;

export async function statesOf(env: ChaosEnv): Promise<World> {
  const states = await Promise.all(
    knownObjects().map(async (route) => [route, await env.SUBJECTS.getByName(route).state()] as const),
  );
  return new Map(states);
}

export async function quiet(env: ChaosEnv): Promise<{ readonly world: World; readonly restless: readonly string[] }> {
  // A request makes an object notice an alarm that was lost.
  for (const route of knownObjects()) await env.SUBJECTS.getByName(route).wake({ route });
  for (let minute = 0; ; minute++) {
    const world = await statesOf(env);
    const restless = [...world].filter(
      ([, { outbox, ways }]) => outbox.length > 0 || ways.some(({ moving }) => moving === 1),
    );
    if (restless.length === 0) return { world, restless: [] };
    if (minute === MINUTES)
      return { world, restless: restless.map(([route, state]) => `${route} ${JSON.stringify(state)}`) };
    jump(60_000);
    for (const [route] of restless) await ring(env, route);
    await scheduler.wait(2);
  }
}

/** An object that was reset a moment ago answers the next time. */
export async function ring(env: ChaosEnv, route: string): Promise<void> {
  try {
    await env.SUBJECTS.getByName(route).ring();
  } catch {
    // At least once: its alarm is still set.
  }
}
