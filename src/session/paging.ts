/**
 * The arithmetic of pages over rows that are all at hand, in order. Contract: "QueryResult". Guarantees: a walk in one
 * direction shows every row that stays exactly once, whatever is inserted or deleted meanwhile; only the first page,
 * reached backwards, is filled up from the start.
 */
import type { QueryResult } from './session-filter.ts';

/** What the rows are ordered by: `created` (milliseconds), then id. */
export interface Position {
  readonly created: number;
  readonly id: string;
}

/** Where a page lay, so that the next one starts after it and the previous one ends before it. */
export interface PageBounds {
  /** null: the page had no rows, and lay right behind `last`. */
  readonly first: Position | null;
  readonly last: Position;
}

export interface PageRequest<Row> {
  /** The page that this one follows or precedes; null: the first page. */
  readonly from: PageBounds | null;
  readonly prior: boolean;
  /** Rows. */
  readonly size: number;
  /** How many bytes the page may have; its first row may have more. */
  readonly bytes: number;
  bytesOf(row: Row): number;
}

/** `rows.slice(start, end)` is the page. */
export interface PageRange {
  readonly start: number;
  readonly end: number;
}

/** Ids are ASCII, so their UTF-16 order is their byte order. */
export function comparePositions(a: Position, b: Position): number {
  return a.created - b.created || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Picks the page out of `rows`, which are ordered by `comparePositions`. */
export function pageOf<Row extends Position>(rows: readonly Row[], request: PageRequest<Row>): PageRange {
  const { from, prior } = request;
  const room = new Room(request);
  let start = prior ? rowsBefore(rows, from) : rowsUntilLast(rows, from);
  let end = start;
  if (prior) while (start > 0 && room.takes(rows[start - 1])) start -= 1;
  if (!prior || start === 0) while (end < rows.length && room.takes(rows[end])) end += 1;
  return { start, end };
}

/** The bounds to put into the page's token; null when there are no rows at all. */
export function boundsOf(rows: readonly Position[], { start, end }: PageRange): PageBounds | null {
  const first = rows[start];
  const last = rows[Math.max(start, end) - 1];
  return last === undefined ? null : { first: start < end && first !== undefined ? first : null, last };
}

/** Everything that a QueryResult says about its page; `exactTotal` is the number of rows up to which it counts. */
export function figuresOf(
  total: number,
  { start, end }: PageRange,
  { size, totals, exactTotal }: { readonly size: number; readonly totals: boolean; readonly exactTotal: number },
): Omit<QueryResult<never>, 'results' | 'resultsToken'> {
  const counted = totals && total <= exactTotal;
  const totalPages = Math.ceil(total / size);
  return {
    hasPrevResults: start > 0,
    hasNextResults: end < total,
    totalCount: counted ? total : null,
    totalCountAtLeast: totals ? Math.min(total, exactTotal) : 0,
    totalPages: counted ? totalPages : null,
    currentPage: counted ? Math.min(totalPages, 1 + Math.ceil(start / size)) : null,
    incomplete: false,
  };
}

const rowsUntilLast = (rows: readonly Position[], from: PageBounds | null): number =>
  from === null ? 0 : countWhile(rows, (row) => comparePositions(row, from.last) <= 0);

function rowsBefore(rows: readonly Position[], from: PageBounds | null): number {
  const first = from?.first;
  return first ? countWhile(rows, (row) => comparePositions(row, first) < 0) : rowsUntilLast(rows, from);
}

function countWhile<Row>(rows: readonly Row[], holds: (row: Row) => boolean): number {
  const index = rows.findIndex((row) => !holds(row));
  return index === -1 ? rows.length : index;
}

/** What is left of a page's size and bytes. */
class Room<Row> {
  readonly #request: PageRequest<Row>;
  #rows = 0;
  #bytes = 0;

  constructor(request: PageRequest<Row>) {
    this.#request = request;
  }

  /** Whether the row fits; if so, its room is taken. Once a row did not fit, none does. */
  takes(row: Row | undefined): boolean {
    const { size, bytes, bytesOf } = this.#request;
    if (row === undefined || this.#rows >= size) return false;
    this.#bytes += bytesOf(row);
    if (this.#rows > 0 && this.#bytes > bytes) return false;
    this.#rows += 1;
    return true;
  }
}
