/**
 * A search by walking a path in order and testing each row: right where matches are common, or where no index has them.
 * Guarantees: no more rows than the budget are tested, whatever matches and wherever it lies; a walk that reaches its
 * budget says where it stopped.
 */
import { LIMITS } from '../session/limits.ts';
import type { D1Client } from './d1-client.ts';
import { countOf } from './list-look.ts';
import type { Listing } from './listing.ts';
import { type Count, type Look, type LookRequest, opposite, type Tally } from './look.ts';
import type { Path, Stretch } from './path.ts';
import { SEARCH_BUDGET } from './search-budget.ts';
import { type SQL, sql } from './sql.ts';

/** How the matches of a walk that was not stopped are counted. */
export type Counting =
  /** By this statement. */
  | { readonly kind: 'tally'; readonly tally: SQL<Tally> }
  | { readonly kind: 'many' }
  /** A SELECT of rows that have all matches among them, each with `matched`; a LIMIT follows. */
  | { readonly kind: 'walk'; readonly tested: SQL };

export interface Walk<Row, Gap> {
  readonly listing: Listing<Row, Gap>;
  readonly path: Path<Gap>;
  /** Whether a row of the path matches. */
  readonly matches: SQL;
  readonly counting: (gap: Gap) => Counting;
}

/**
 * The first `limit` matches of a walk; where there are fewer and the budget is reached, the last row tested follows,
 * marked `stop`. One statement, because both must be of one moment: a row inserted or deleted between two statements
 * would move the stop, and a match be shown twice or never. SQLite runs the walk as a co-routine, and the second half
 * only when the first has left room: what is not asked for is not read.
 */
const walked = <Row, Gap>(
  { listing: { table, columns }, path, matches }: Walk<Row, Gap>,
  { limit: budget, ...ahead }: Stretch<Gap>,
  limit: number,
) => sql<Row & { readonly stop: 0 | 1 }>`
    SELECT ${columns}, 0 AS stop FROM (${path.rows({ ...ahead, limit: budget })}) AS ${table} WHERE ${matches}
    UNION ALL
    SELECT ${columns}, 1 AS stop FROM (${path.rows({ ...ahead, limit: 1, offset: budget - 1 })}) AS ${table}
    LIMIT ${limit}`;

export async function lookByWalking<Row, Gap>(
  client: D1Client,
  walk: Walk<Row, Gap>,
  { gap, direction, size, totals }: LookRequest<Gap>,
): Promise<Look<Row, Gap>> {
  const { isStart, gapAt } = walk.listing;
  const there = { gap, direction, limit: SEARCH_BUDGET.walk };
  const back = { gap, direction: opposite(direction), limit: SEARCH_BUDGET.look };
  const counting = totals ? walk.counting(gap) : null;
  const [seen, [behind], [sum]] = await client.read(
    walked(walk, there, size + 1),
    isStart(gap) ? null : walked(walk, back, 1),
    counting?.kind === 'tally' ? counting.tally : null,
  );
  const rows = seen.filter(({ stop }) => stop === 0).map(({ stop: _, ...row }) => row as Row);
  const last = seen.find(({ stop }) => stop === 1);
  const stopped = last === undefined ? null : gapAt(last, direction === 'forward' ? 'after' : 'before');
  return {
    rows,
    stopped,
    behind: behind === undefined ? false : behind.stop === 1 ? null : true,
    count: await count(),
  };

  async function count(): Promise<Count> {
    if (counting === null) return { kind: 'not-asked' };
    if (stopped !== null) return { kind: 'over-budget' };
    if (sum !== undefined) return countOf(sum.total, sum.before);
    return counting.kind === 'walk' ? countByWalking(client, walk.listing, counting.tested, gap) : { kind: 'many' };
  }
}

async function countByWalking<Row, Gap>(
  client: D1Client,
  { table, beyond }: Listing<Row, Gap>,
  tested: SQL,
  gap: Gap,
): Promise<Count> {
  const [sums] = await client.read(
    sql<{ rows: number; total: number | null; before: number | null }>`SELECT count(*) AS rows,
          sum(matched) AS total, sum(matched AND ${beyond(gap, 'backward')}) AS before
        FROM (${tested} LIMIT ${SEARCH_BUDGET.count + 1}) AS ${table}`,
  );
  const { rows, total, before } = sums[0] ?? { rows: 0, total: 0, before: 0 };
  if ((total ?? 0) > LIMITS.exactTotal) return { kind: 'many' };
  return rows > SEARCH_BUDGET.count ? { kind: 'over-budget' } : countOf(total ?? 0, before ?? 0);
}
