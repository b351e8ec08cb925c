/**
 * What one search may read, in rows as D1 bills them (held at 100,000 rows by test/workers/index-work.test.ts,
 * index-management-work.test.ts and index-events-work.test.ts). Where something has to be tested, a page reads
 *
 * 1. a row for each hit of each filter that an index has hits for, up to a cap: one more than `candidates` pay for, or
 *    10,001 with totals; in lists of events `walk` + 1, and nothing where there is one such filter;
 * 2. then `candidates`, or 2 x (`walk` + `look`): once to test them, once more to learn where it stopped. Among the
 *    sessions of a client that is 3 x, because they are two rows each;
 * 3. with totals of a search that walks 20,001 rows more, twice that among the sessions of a client.
 *
 * A test for a client is one row more each time. What FTS5 reads within its own tables is not billed and not bounded
 * here: it grows with the rows that hold the trigrams of a filter, and D1 ends a statement after 30 s.
 */
export const SEARCH_BUDGET = {
  /**
   * Where all hits of one filter can be fetched and sorted within so many rows, they are; else the list is walked in
   * order. At 100,000 sessions both cost about the same here: at 900 hits of a text, 0.9 % of the list.
   */
  candidates: 4_500,
  /** Rows that a walk for a page tests before it stops and says `incomplete`. */
  walk: 4_000,
  /** Rows that a walk tests to learn whether anything lies on the other side of the page. */
  look: 1_000,
  /** Rows that are tested to count the matches of a search that no single filter narrows to 10,000. */
  count: 20_000,
} as const;
