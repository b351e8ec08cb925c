/**
 * Ends what has expired, by the index: the guarantee behind the objects' alarms, which may get lost. Guarantees: the owner
 * decides again, so what was renewed meanwhile survives; an object that does not answer does not hold up the others; a run
 * stops at its budget, and the next goes on behind what this one has asked about, so that rows which cannot go hold up
 * nobody. Two runs at once end each record once.
 */
import type { Located } from '../index-d1/index-row.ts';
import { SYSTEM } from '../session/ending.ts';
import { followLocated } from '../store/follow-located.ts';
import type { Expired } from '../subject/api.ts';
import type { CronParts } from './cron-parts.ts';

/** Rows of the index read at once. */
const CHUNK = 200;

/** One kind of what expires. */
export interface Expiring<Row extends Located, Position> {
  /** The name under which a stopped run keeps its place. */
  readonly cursor: string;
  /** The next rows that have expired, the longest expired first. */
  readonly rows: (after: Position | null, limit: number) => Promise<readonly Row[]>;
  readonly positionOf: (row: Row) => Position;
  readonly ended: (answer: Expired) => number;
}

export async function endExpired<Row extends Located, Position>(
  { directory, index, budget, log }: CronParts,
  { cursor, rows, positionOf, ended }: Expiring<Row, Position>,
): Promise<number> {
  if (budget.spent) return 0;
  const kept = await index.cursor(cursor);
  let after: Position | null = kept === null ? null : JSON.parse(kept);
  let count = 0;
  for (;;) {
    const due = await rows(after, CHUNK);
    await followLocated(
      due,
      async (route, ids) => {
        try {
          const answer = await directory.call(route, 'repeatable', (object) =>
            object.expire({ route, ids, by: SYSTEM, take: null }),
          );
          count += ended(answer);
          return answer;
        } catch (fault) {
          log('cron-object-unavailable', { route, reason: fault instanceof Error ? fault.name : 'unknown' });
          return { elsewhere: [] };
        }
      },
      true,
    );
    const last = due.at(-1);
    if (last === undefined || due.length < CHUNK) {
      if (kept !== null) await index.setCursor(cursor, null);
      return count;
    }
    after = positionOf(last);
    if (budget.spent) {
      await index.setCursor(cursor, JSON.stringify(after));
      return count;
    }
  }
}
