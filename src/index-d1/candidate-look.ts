/**
 * A search by few candidates: all hits of the rarest filter, tested for the other ones, then sorted. Guarantees: exact
 * in everything, and at most 5 rows read for each candidate. The other filters are tested row by row and not handed to
 * FTS5, because what FTS5 does to intersect two common terms is neither bounded nor counted.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { D1Client } from './d1-client.ts';
import { beyond, type Gap, walkOrder } from './gap.ts';
import { countOf } from './list-look.ts';
import { LISTED } from './listed.ts';
import type { Listing } from './listing.ts';
import type { Look, LookRequest, Tally } from './look.ts';
import { type Hits, matches, type RowFilter } from './row-filter.ts';

const matchingHits = ({ rows }: Hits, filters: readonly RowFilter[]): SQL =>
  sql`${rows} AND ${LISTED} AND ${matches(filters)}`;

/** How many candidates match, and how many of them before the gap. At most 2 rows read for each candidate. */
export const tally = (hits: Hits, filters: readonly RowFilter[], gap: Gap): SQL<Tally> =>
  sql`SELECT count(*) AS total, coalesce(sum(${beyond(gap, 'backward')}), 0) AS before
      FROM ${matchingHits(hits, filters)}`;

export async function lookAtCandidates<Row>(
  client: D1Client,
  { columns }: Listing<Row, Gap>,
  hits: Hits,
  filters: readonly RowFilter[],
  { gap, direction, size, totals }: LookRequest,
): Promise<Look<Row>> {
  const [rows, tallied] = await client.read(
    sql<Row>`SELECT ${columns} FROM ${matchingHits(hits, filters)} AND ${beyond(gap, direction)}
        ${walkOrder(direction)} LIMIT ${size + 1}`,
    tally(hits, filters, gap),
  );
  const { total, before } = tallied[0] ?? { total: 0, before: 0 };
  return {
    rows,
    stopped: null,
    behind: direction === 'forward' ? before > 0 : total > before,
    count: totals ? countOf(total, before) : { kind: 'not-asked' },
  };
}
