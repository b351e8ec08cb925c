/**
 * One seed of the random chaos, in a world of its own: rounds until enough operations were asked, then the end of
 * everything. Guarantees: stops at the first round with a violation, and names the seed with it.
 */
import { startWorld } from './world.ts';

interface Round {
  readonly operations: number;
  readonly violations: readonly string[];
  readonly lost: number;
  readonly copies: number;
  readonly unjudged: number;
}

export interface SeedReport extends Round {
  readonly seed: number;
  readonly rounds: number;
  /** How often each point was passed, and what happened there. */
  readonly hits: Readonly<Record<string, number>>;
}

export async function runSeed(
  seed: number,
  operations: number,
  {
    script,
    of = 'sessions',
    onRound = () => {},
  }: {
    readonly script?: string;
    readonly of?: 'sessions' | 'grants';
    readonly onRound?: (report: Round) => void;
  } = {},
): Promise<SeedReport> {
  const world = await startWorld(script);
  try {
    await world.ask(`/${of === 'sessions' ? 'begin' : 'begin-grants'}/${seed}`);
    const sum = { operations: 0, lost: 0, copies: 0, unjudged: 0 };
    const violations: string[] = [];
    let rounds = 0;
    while (sum.operations < operations && violations.length === 0) {
      const round = await world.ask<Round>('/round');
      rounds++;
      sum.operations += round.operations;
      sum.lost += round.lost;
      sum.copies += round.copies;
      sum.unjudged += round.unjudged;
      violations.push(...round.violations.map((one) => `seed ${seed}, round ${rounds}: ${one}`));
      onRound(round);
    }
    if (violations.length === 0) {
      const left = await world.ask<string[]>('/end');
      violations.push(...left.map((one) => `seed ${seed}, at the end: ${one}`));
    }
    const hits = await world.ask<Record<string, number>>('/hits');
    return { seed, rounds, violations, hits, ...sum };
  } finally {
    await world.end();
  }
}
