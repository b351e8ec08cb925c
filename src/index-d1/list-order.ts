/** The order of a list, as pages need it: gaps between its rows. `gap.ts` says what a gap guarantees. */
export interface ListOrder<Row, Gap> {
  /** Before every row. */
  readonly start: Gap;
  isStart(gap: Gap): boolean;
  /** Right before or right after a row. */
  gapAt(row: Row, side: 'before' | 'after'): Gap;
}
