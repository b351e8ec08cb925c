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

/** The next `budget` rows of the list. SQLite runs this as a co-routine: what is not asked for is not read. */
const walked = (gap: Gap, direction: Direction, budget: number): SQL =>
  sql`(SELECT * FROM ${IN_ORDER} AND ${beyond(gap, direction)} ${walkOrder(direction)} LIMIT ${budget}) AS ix`;

/** The last of the next `budget` rows, where there are that many. */
const lastWalked = (gap: Gap, direction: Direction, budget: number): SQL<{ created: number; id: string }> =>
  sql`SELECT created, id FROM ${IN_ORDER} AND ${beyond(gap, direction)} ${walkOrder(direction)}
      LIMIT 1 OFFSET ${budget - 1}`;

export async function lookByWalking(
  client: D1Client,
  rarest: RarestFilter | null,
  filters: readonly TextFilter[],
  { gap, direction, size, totals }: LookRequest,
): Promise<Look> {
  const back = opposite(direction);
  const tallied = totals && rarest !== null && rarest.hits <= LIMITS.exactTotal ? rarest.phrase : null;
  const [rows, behind, sums] = await client.read(
    sql<IndexedSession>`SELECT ${SESSION_COLUMNS} FROM ${walked(gap, direction, SEARCH_BUDGET.walk)}
        WHERE ${matches(filters)} LIMIT ${size + 1}`,
    isStart(gap)
      ? null
      : sql<{ found: number }>`SELECT 1 AS found FROM ${walked(gap, back, SEARCH_BUDGET.look)}
          WHERE ${matches(filters)} LIMIT 1`,
    tallied === null ? null : tally(tallied, filters, gap),
  );
  const short = rows.length <= size;
  const missed = !isStart(gap) && behind.length === 0;
  const [stop, stopBehind] =
    short || missed
      ? await client.read(
          short ? lastWalked(gap, direction, SEARCH_BUDGET.walk) : null,
          missed ? lastWalked(gap, back, SEARCH_BUDGET.look) : null,
        )
      : [[], []];
  const last = stop[0];
  const stopped: Gap | null =
    last === undefined ? null : { ...last, side: direction === 'forward' ? 'after' : 'before' };
  return {
    rows,
    stopped,
    behind: missed && stopBehind.length > 0 ? null : behind.length > 0,
    count: await count(),
  };

  async function count(): Promise<Count> {
    if (!totals) return { kind: 'not-asked' };
    if (stopped !== null) return { kind: 'over-budget' };
    const sum = sums[0];
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
