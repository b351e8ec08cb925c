/**
 * A way through a list in its order: an index that has all its rows, or those of one filter. Guarantees: what a stretch
 * of it leaves out by its limit is not read; a row of an index and the row of the table that it stands for are billed
 * as one, and as two where they are joined (`session-path.ts`, by client).
 */
import type { Direction } from './gap.ts';
import { type SQL, sql } from './sql.ts';

/** The rows on one side of a gap, in the order in which one walks away from it. */
export interface Stretch<Gap> {
  readonly gap: Gap;
  readonly direction: Direction;
  readonly limit: number;
  /** Rows that are passed before the first one; none where it is left out. */
  readonly offset?: number;
}

export interface Path<Gap> {
  /** A SELECT of whole rows of the list's table. */
  rows(stretch: Stretch<Gap>): SQL;
  /** A SELECT of the same rows, of what the index has of them. */
  places(stretch: Stretch<Gap>): SQL;
}

/** How a stretch ends, as SQL. */
export const bounds = ({ limit, offset = 0 }: Pick<Stretch<unknown>, 'limit' | 'offset'>): SQL =>
  offset === 0 ? sql`LIMIT ${limit}` : sql`LIMIT ${limit} OFFSET ${offset}`;
