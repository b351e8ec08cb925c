/**
 * A search by walking the list in order and testing each row: right where matches are common, or too short for the
 * substring index. Guarantees: no more rows than the budget are tested, whatever matches and wherever it lies; a walk
 * that reaches its budget says where it stopped.
 */
import { type SQL, sql } from 'drizzle-orm';
import { LIMITS } from '../session/limits.ts';
import { tally } from './candidate-look.ts';
import type { D1Client } from './d1-client.ts';
import { beyond, type Direction, type Gap, isStart, walkOrder } from './gap.ts';
import { countOf } from './list-look.ts';
import { IN_ORDER, SESSION_COLUMNS } from './listed.ts';
import { type Count, type IndexedSession, type Look, type LookRequest, opposite } from './look.ts';
import { SEARCH_BUDGET } from './search-budget.ts';
import { matches, type TextFilter } from './text-filter.ts';

/** The filter with the fewest hits, where one is long enough for the substring index; hits are counted up to a cap. */
export interface RarestFilter {
  readonly phrase: string;
  readonly hits: number;
}

interface Walk {
  readonly gap: Gap;
  readonly direction: Direction;
  /** Rows that are tested at most. */
  readonly budget: number;
}

/**
 * The first `limit` matches of a walk; where there are fewer and the budget is reached, the last row tested follows,
 * marked `stop`. One statement, because both must be of one moment: a row inserted or deleted between two statements
 * would move the stop, and a match be shown twice or never. SQLite runs the walk as a co-routine, and the second half
 * only when the first has left room: what is not asked for is not read.
 */
const walk = <Row>(columns: SQL, { gap, direction, budget }: Walk, filters: readonly TextFilter[], limit: number) => {
  const ahead = sql`SELECT * FROM ${IN_ORDER} AND ${beyond(gap, direction)} ${walkOrder(direction)}`;
  return sql<Row & { readonly stop: 0 | 1 }>`
      SELECT ${columns}, 0 AS stop FROM (${ahead} LIMIT ${budget}) AS ix WHERE ${matches(filters)}
      UNION ALL
      SELECT ${columns}, 1 AS stop FROM (${ahead} LIMIT 1 OFFSET ${budget - 1}) AS ix
      LIMIT ${limit}`;
};

export async function lookByWalking(
  client: D1Client,
  rarest: RarestFilter | null,
  filters: readonly TextFilter[],
  { gap, direction, size, totals }: LookRequest,
): Promise<Look> {
  const there = { gap, direction, budget: SEARCH_BUDGET.walk };
  const back = { gap, direction: opposite(direction), budget: SEARCH_BUDGET.look };
  const tallied = totals && rarest !== null && rarest.hits <= LIMITS.exactTotal ? rarest.phrase : null;
  const [seen, [behind], [sum]] = await client.read(
    walk<IndexedSession>(SESSION_COLUMNS, there, filters, size + 1),
    isStart(gap) ? null : walk(sql`ix.id AS id`, back, filters, 1),
    tallied === null ? null : tally(tallied, filters, gap),
  );
  const rows = seen.filter(({ stop }) => stop === 0).map(({ stop: _, ...row }) => row);
  const last = seen.find(({ stop }) => stop === 1);
  const side = direction === 'forward' ? 'after' : 'before';
  const stopped: Gap | null = last === undefined ? null : { created: last.created, id: last.id, side };
  return {
    rows,
    stopped,
    behind: behind === undefined ? false : behind.stop === 1 ? null : true,
    count: await count(),
  };

  async function count(): Promise<Count> {
    if (!totals) return { kind: 'not-asked' };
    if (stopped !== null) return { kind: 'over-budget' };
    if (sum !== undefined) return countOf(sum.total, sum.before);
    if (rarest !== null && filters.length === 1) return { kind: 'many' };
    return countByWalking(client, filters, gap);
  }
}

async function countByWalking(client: D1Client, filters: readonly TextFilter[], gap: Gap): Promise<Count> {
  const [sums] = await client.read(
    sql<{ rows: number; total: number | null; before: number | null }>`SELECT count(*) AS rows,
          sum(matched) AS total, sum(matched AND ${beyond(gap, 'backward')}) AS before
        FROM (SELECT ix.*, ${matches(filters)} AS matched FROM ${IN_ORDER} LIMIT ${SEARCH_BUDGET.count + 1}) AS ix`,
  );
  const { rows, total, before } = sums[0] ?? { rows: 0, total: 0, before: 0 };
  if ((total ?? 0) > LIMITS.exactTotal) return { kind: 'many' };
  return rows > SEARCH_BUDGET.count ? { kind: 'over-budget' } : countOf(total ?? 0, before ?? 0);
}
