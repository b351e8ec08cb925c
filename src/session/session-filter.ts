/**
 * The filters of the store. `SessionFilter` matches exactly, `SessionQuery` matches substrings; both are AND.
 * A blank value (nothing but white space) counts as not set.
 */
export interface SessionFilter {
  readonly subjectId: string | null;
  readonly sessionId: string | null;
}

export interface SessionQuery {
  /** Contains, literal, case-sensitive. */
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  /** Contains, literal; both sides lower-cased by Unicode rules, accents count. */
  readonly displayName: string | null;
  /** 1 to 1000. */
  readonly countRequested: number;
  readonly resultsToken: string | null;
  /** The page before the token instead of the page after it. */
  readonly requestPriorResults: boolean;
  /** `summary` leaves out key and ticket, and touches no object. */
  readonly fields: 'full' | 'summary';
  /** false: no counting, totals are null. */
  readonly totals: boolean;
}

/** One page. Contract: "QueryResult". */
export interface QueryResult<T> {
  readonly resultsToken: string | null;
  readonly hasPrevResults: boolean;
  readonly hasNextResults: boolean;
  readonly totalCount: number | null;
  readonly totalCountAtLeast: number;
  readonly totalPages: number | null;
  readonly currentPage: number | null;
  /** The search reached its budget before the page was full: the next page goes on. */
  readonly incomplete: boolean;
  readonly results: readonly T[];
}

/** Lower-case by Unicode rules, as a display name is compared; the same function on both sides. */
export const foldName = (name: string): string => name.toLowerCase();

/** A blank filter value counts as not set. */
export const filterValue = (value: string | null | undefined): string | null =>
  value == null || value.trim() === '' ? null : value;
