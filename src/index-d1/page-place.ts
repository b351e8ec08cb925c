/**
 * Where a page lay, as its results token carries it. Guarantees: that of a page of sessions, packed, fits a token of 300
 * characters.
 */
import type { Gap } from './gap.ts';

export interface PagePlace<Place = Gap> {
  /** The previous page ends here. */
  readonly before: Place;
  /** The next page begins here. */
  readonly after: Place;
  /**
   * How many matches lay before each of the two when they were passed: every walk begins at the start, so each page
   * knows it from the one before. A search falls back on it where a look would go beyond the budget.
   */
  readonly rankBefore: number;
  readonly rankAfter: number;
}

type PackedGap = readonly [created: number, id: string, after: 0 | 1];
export type PackedPlace = readonly [before: PackedGap, after: PackedGap, rankBefore: number, rankAfter: number];

const packGap = ({ created, id, side }: Gap): PackedGap => [created, id, side === 'after' ? 1 : 0];
const unpackGap = ([created, id, after]: PackedGap): Gap => ({ created, id, side: after ? 'after' : 'before' });

export const packPlace = ({ before, after, rankBefore, rankAfter }: PagePlace): PackedPlace => [
  packGap(before),
  packGap(after),
  rankBefore,
  rankAfter,
];

export const unpackPlace = ([before, after, rankBefore, rankAfter]: PackedPlace): PagePlace => ({
  before: unpackGap(before),
  after: unpackGap(after),
  rankBefore,
  rankAfter,
});
