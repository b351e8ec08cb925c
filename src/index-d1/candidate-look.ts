/**
 * A search by few candidates: all hits of the rarest filter, tested for the other ones, then sorted. Guarantees: exact
 * in everything, and 5 rows read for each candidate. The other filters are tested row by row and not handed to FTS5,
 * because what FTS5 does to intersect two common terms is neither bounded nor counted.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { D1Client } from './d1-client.ts';
import { beyond, type Gap, walkOrder } from './gap.ts';
import { countOf } from './list-look.ts';
import { LISTED, SESSION_COLUMNS } from './listed.ts';
import type { IndexedSession, Look, LookRequest } from './look.ts';
import { matches, type TextFilter } from './text-filter.ts';

/** CROSS JOIN: in this order, never the list first. */
const hits = (phrase: string, filters: readonly TextFilter[]): SQL =>
  sql`ix_text CROSS JOIN ix ON ix.n = ix_text.rowid
      WHERE ix_text MATCH ${phrase} AND ${LISTED} AND ${matches(filters)}`;

export interface Tally {
  readonly total: number;
  readonly before: number;
}

/** How many candidates match, and how many of them before the gap. 2 rows read for each candidate. */
export const tally = (phrase: string, filters: readonly TextFilter[], gap: Gap): SQL<Tally> =>
  sql`SELECT count(*) AS total, coalesce(sum(${beyond(gap, 'backward')}), 0) AS before FROM ${hits(phrase, filters)}`;

export async function lookAtCandidates(
  client: D1Client,
  phrase: string,
  filters: readonly TextFilter[],
  { gap, direction, size, totals }: LookRequest,
): Promise<Look> {
  const [rows, tallied] = await client.read(
    sql<IndexedSession>`SELECT ${SESSION_COLUMNS} FROM ${hits(phrase, filters)} AND ${beyond(gap, direction)}
        ${walkOrder(direction)} LIMIT ${size + 1}`,
    tally(phrase, filters, gap),
  );
  const { total, before } = tallied[0] ?? { total: 0, before: 0 };
  return {
    rows,
    stopped: null,
    behind: direction === 'forward' ? before > 0 : total > before,
    count: totals ? countOf(total, before) : { kind: 'not-asked' },
  };
}
