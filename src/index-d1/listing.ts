/** A list as a look reads it: the order of `ListOrder`, in SQL. */
import type { Direction } from './gap.ts';
import type { ListOrder } from './list-order.ts';
import type { SQL } from './sql.ts';

export interface Listing<Row, Gap> extends ListOrder<Row, Gap> {
  /** The table; a look calls the rows that it tests by its name. */
  readonly table: SQL;
  /** A `Row`, column by column. */
  readonly columns: SQL;
  /** Whether a row is on this side of a gap. */
  beyond(gap: Gap, direction: Direction): SQL;
}
