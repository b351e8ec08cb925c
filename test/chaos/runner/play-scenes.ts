/** Plays scenes in a world of their own, one after the other, until one fails. A scene that hangs has failed, too. */
import { startWorld } from './world.ts';

/** Milliseconds: many times what the longest scene takes. */
const PATIENCE = 60_000;

export interface Failed {
  readonly number: number;
  readonly failure: string;
}

/** `only`: these, in this order, and the others after them if asked for; null: none failed. */
export async function firstFailure(
  script: string,
  { first, others }: { readonly first: readonly number[]; readonly others: boolean },
): Promise<Failed | null> {
  const world = await startWorld(script);
  try {
    const all = (await world.ask<{ number: number }[]>('/scenes')).map(({ number }) => number);
    const rest = others ? all.filter((number) => !first.includes(number)) : [];
    for (const number of [...first, ...rest]) {
      const failure = await Promise.race([failureOf(world.ask(`/scene/${number}`)), hangs()]);
      if (failure !== null) return { number, failure };
    }
    return null;
  } finally {
    await world.end();
  }
}

async function failureOf(played: Promise<{ failure: string | null }>): Promise<string | null> {
  try {
    return (await played).failure;
  } catch (fault) {
    return String(fault);
  }
}

const hangs = (): Promise<string> =>
  new Promise((resolve) => {
    setTimeout(() => resolve('it hangs'), PATIENCE).unref();
  });
