/**
 * What one search may read, in rows as D1 bills them (held by test/workers/index-work.test.ts at 100,000 sessions). A page
 * with a text filter reads at most 901 for each filter of 3 or more characters (10,001 with totals), then either
 * 5 x `candidates` or 2 x (`walk` + `look`): once to test them, once more to learn where it stopped. Totals of a search
 * that walks cost at most 20,001 rows more. What FTS5 reads within its own tables is not billed and not bounded here:
 * it grows with the rows that hold the trigrams of a filter, and D1 ends a statement after 30 s.
 */
export const SEARCH_BUDGET = {
  /**
   * Up to this many hits of one filter, all hits are fetched and sorted (5 rows each); above, the list is walked in
   * order. At 100,000 sessions both cost about the same here, at 0.9 % of matches.
   */
  candidates: 900,
  /** Rows that a walk for a page tests before it stops and says `incomplete`. */
  walk: 4_000,
  /** Rows that a walk tests to learn whether anything lies on the other side of the page. */
  look: 1_000,
  /** Rows that are tested to count the matches of a search that no single filter narrows to 10,000. */
  count: 20_000,
} as const;
