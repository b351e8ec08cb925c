/**
 * A list as its path has it, nothing to be tested. Guarantees: at most `size + 3` rows of the path read, in both
 * directions; counting reads at most 20,002 of its places more.
 */
import { LIMITS } from '../session/limits.ts';
import type { D1Client } from './d1-client.ts';
import type { Listing } from './listing.ts';
import { type Count, type Look, type LookRequest, opposite } from './look.ts';
import type { Path, Stretch } from './path.ts';
import { type SQL, sql } from './sql.ts';

export async function lookAtList<Row, Gap>(
  client: D1Client,
  { start, isStart, table, columns }: Listing<Row, Gap>,
  path: Path<Gap>,
  { gap, direction, size, totals }: LookRequest<Gap>,
): Promise<Look<Row, Gap>> {
  const atStart = isStart(gap);
  const [rows, behind, total, before] = await client.read(
    sql<Row>`SELECT ${columns} FROM (${path.rows({ gap, direction, limit: size + 1 })}) AS ${table}`,
    atStart ? null : path.places({ gap, direction: opposite(direction), limit: 1 }),
    totals ? counted(path, { gap: start, direction: 'forward' }) : null,
    totals && !atStart ? counted(path, { gap, direction: 'backward' }) : null,
  );
  return {
    rows,
    stopped: null,
    behind: behind.length > 0,
    count: totals ? countOf(total[0]?.rows ?? 0, before[0]?.rows ?? 0) : { kind: 'not-asked' },
  };
}

const counted = <Gap>(
  path: Path<Gap>,
  stretch: Pick<Stretch<Gap>, 'gap' | 'direction'>,
): SQL<{ readonly rows: number }> =>
  sql`SELECT count(*) AS rows FROM (${path.places({ ...stretch, limit: LIMITS.exactTotal + 1 })})`;

export const countOf = (total: number, before: number): Count =>
  total > LIMITS.exactTotal ? { kind: 'many' } : { kind: 'exact', total, before };
