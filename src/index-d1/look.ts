/**
 * A look at the list from a gap: what a page is made of, however it was found (`list-look.ts` where nothing has to be
 * tested, `candidate-look.ts` and `walk-look.ts` where something has). Guarantees of every kind: all that one look tells is of one moment,
 * and the rows read are bounded.
 */
import type { SessionSummary } from '../session/server-side-session.ts';
import type { Direction, Gap } from './gap.ts';

/** A row of a page, and where its whole record is. */
export interface IndexedSession extends SessionSummary {
  readonly route: string;
  readonly home: string;
}

export interface LookRequest<Place = Gap> {
  readonly gap: Place;
  readonly direction: Direction;
  /** Rows of the page; a look takes one more, to know whether there is one. */
  readonly size: number;
  readonly totals: boolean;
}

/** How many match, and how many of them before the gap. */
export interface Tally {
  readonly total: number;
  readonly before: number;
}

export type Count =
  | ({ readonly kind: 'exact' } & Tally)
  /** More than `LIMITS.exactTotal`. */
  | { readonly kind: 'many' }
  | { readonly kind: 'over-budget' }
  | { readonly kind: 'not-asked' };

export interface Look<Row = IndexedSession, Place = Gap> {
  /** Up to `size + 1` matches, in the order of the walk. */
  readonly rows: readonly Row[];
  /** Where the walk reached its budget with `size` rows or fewer; null: it did not. */
  readonly stopped: Place | null;
  /** Whether a match lies on the other side of the gap; null: unknown within the budget. */
  readonly behind: boolean | null;
  readonly count: Count;
}

export const opposite = (direction: Direction): Direction => (direction === 'forward' ? 'backward' : 'forward');
