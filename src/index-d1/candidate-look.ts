/**
 * A search by few candidates: all hits of the rarest filter, tested for the other ones, then sorted. Guarantees: exact
 * in everything, and 5 rows read for each candidate at most, one more for each of the two to test it for a client. The other filters are tested row by row and not handed to
 * FTS5, because what FTS5 does to intersect two common terms is neither bounded nor counted.
 */
import type { D1Client } from './d1-client.ts';
import { beyond, type Gap, walkOrder } from './gap.ts';
import { countOf } from './list-look.ts';
import { LISTED } from './listed.ts';
import type { Listing } from './listing.ts';
import type { Look, LookRequest, Tally } from './look.ts';
import { type Hits, matches, type RowFilter } from './row-filter.ts';
import { type SQL, sql } from './sql.ts';

/** Hits, and the filter whose hits they are. */
export interface Candidates {
  readonly filter: RowFilter;
  readonly hits: Hits;
}

/** Whether a hit is listed and matches all filters; an exact one is not tested for its own. */
export const hitMatches = ({ filter, hits }: Candidates, filters: readonly RowFilter[]): SQL =>
  sql`${LISTED} AND ${matches(hits.exact ? filters.filter((other) => other !== filter) : filters)}`;

const matching = (candidates: Candidates, filters: readonly RowFilter[]): SQL =>
  sql`${candidates.hits.rows} AND ${hitMatches(candidates, filters)}`;

/** How many candidates match, and how many of them before the gap. 2 rows read for each candidate at most. */
export const tally = (candidates: Candidates, filters: readonly RowFilter[], gap: Gap): SQL<Tally> =>
  sql`SELECT count(*) AS total, coalesce(sum(${beyond(gap, 'backward')}), 0) AS before
      FROM ${matching(candidates, filters)}`;

export async function lookAtCandidates<Row>(
  client: D1Client,
  { columns }: Listing<Row, Gap>,
  candidates: Candidates,
  filters: readonly RowFilter[],
  { gap, direction, size, totals }: LookRequest,
): Promise<Look<Row>> {
  const [rows, tallied] = await client.read(
    sql<Row>`SELECT ${columns} FROM ${matching(candidates, filters)} AND ${beyond(gap, direction)}
        ${walkOrder(direction)} LIMIT ${size + 1}`,
    tally(candidates, filters, gap),
  );
  const { total, before } = tallied[0] ?? { total: 0, before: 0 };
  return {
    rows,
    stopped: null,
    behind: direction === 'forward' ? before > 0 : total > before,
    count: totals ? countOf(total, before) : { kind: 'not-asked' },
  };
}
