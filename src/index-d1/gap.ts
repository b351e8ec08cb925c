/**
 * A place between two rows of a list in (created, id) order: right before or right after a row, which may be gone by
 * now. Guarantees: any two gaps enclose the same rows whatever was inserted or deleted elsewhere, so pages neither
 * overlap nor leave anything out. Ids are compared by SQLite alone, in bytes.
 */
import { type SQL, sql } from './sql.ts';

export interface Gap {
  readonly created: number;
  readonly id: string;
  readonly side: 'before' | 'after';
}

/** Before every row: no id is empty, and no RFC 3339 time is that early. */
export const START: Gap = { created: Number.MIN_SAFE_INTEGER, id: '', side: 'before' };

export const isStart = (gap: Gap): boolean => gap.created === START.created;

export type Direction = 'forward' | 'backward';

/** Rows on one side of a gap, in the order in which one walks away from it. */
export const beyond = ({ created, id, side }: Gap, direction: Direction): SQL => {
  const place = sql`(${created}, ${id})`;
  if (direction === 'forward') return side === 'after' ? sql`(created, id) > ${place}` : sql`(created, id) >= ${place}`;
  return side === 'before' ? sql`(created, id) < ${place}` : sql`(created, id) <= ${place}`;
};

export const walkOrder = (direction: Direction): SQL =>
  direction === 'forward' ? sql`ORDER BY created, id` : sql`ORDER BY created DESC, id DESC`;
