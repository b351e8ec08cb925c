/**
 * The list without a text filter. Guarantees: at most `size + 3` rows read, from the order index, in both directions; counting
 * reads at most 20,002 more.
 */
import { type SQL, sql } from 'drizzle-orm';
import { LIMITS } from '../session/limits.ts';
import type { D1Client } from './d1-client.ts';
import { beyond, type Direction, type Gap, isStart, walkOrder } from './gap.ts';
import { IN_ORDER, SESSION_COLUMNS } from './listed.ts';
import { type Count, type IndexedSession, type Look, type LookRequest, opposite } from './look.ts';

const COUNT_CAP = LIMITS.exactTotal + 1;

const counted = (where: SQL): SQL<{ readonly rows: number }> =>
  sql`SELECT count(*) AS rows FROM (SELECT 1 FROM ${IN_ORDER} ${where} LIMIT ${COUNT_CAP})`;

const found = (gap: Gap, direction: Direction): SQL<{ readonly found: number }> =>
  sql`SELECT 1 AS found FROM ${IN_ORDER} AND ${beyond(gap, direction)} ${walkOrder(direction)} LIMIT 1`;

export async function lookAtList(client: D1Client, { gap, direction, size, totals }: LookRequest): Promise<Look> {
  const atStart = isStart(gap);
  const [rows, behind, total, before] = await client.read(
    sql<IndexedSession>`SELECT ${SESSION_COLUMNS} FROM ${IN_ORDER} AND ${beyond(gap, direction)}
        ${walkOrder(direction)} LIMIT ${size + 1}`,
    atStart ? null : found(gap, opposite(direction)),
    totals ? counted(sql``) : null,
    totals && !atStart ? counted(sql`AND ${beyond(gap, 'backward')}`) : null,
  );
  return {
    rows,
    stopped: null,
    behind: behind.length > 0,
    count: totals ? countOf(total[0]?.rows ?? 0, before[0]?.rows ?? 0) : { kind: 'not-asked' },
  };
}

export const countOf = (total: number, before: number): Count =>
  total > LIMITS.exactTotal ? { kind: 'many' } : { kind: 'exact', total, before };
