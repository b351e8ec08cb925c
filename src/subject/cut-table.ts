/**
 * `cut`: removals by subject, remembered so that what was begun before one and arrives after it ends on arrival
 * (design.md, invariant 11), in the way that the removal ends sessions.
 */
import { WINDOWS } from '../session/windows.ts';
import type { Ending } from './ending.ts';

export interface Cut {
  readonly at: number;
  readonly partition: string;
  /** Null: all. */
  readonly sessionId: string | null;
  /** Sids that are spared. */
  readonly except: readonly string[];
  readonly ending: Ending;
}

export class CutTable {
  static readonly schema =
    `CREATE TABLE cut (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, partition TEXT NOT NULL, sid TEXT,
    except_sids TEXT NOT NULL, ending TEXT NOT NULL);`;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A removal of the same sessions makes an older one pointless. */
  add({ at, partition, sessionId, except, ending }: Cut): void {
    const spared = JSON.stringify(except);
    this.#sql.exec(
      'DELETE FROM cut WHERE partition = ? AND sid IS ? AND except_sids = ?',
      partition,
      sessionId,
      spared,
    );
    this.#sql.exec(
      'INSERT INTO cut (at, partition, sid, except_sids, ending) VALUES (?, ?, ?, ?, ?)',
      at,
      partition,
      sessionId,
      spared,
      JSON.stringify(ending),
    );
  }

  /** How a removal that names this session, and came at `began + margin` or later, ends it; null: there is none. */
  over(partition: string, sid: string, began: number, margin: number): Ending | null {
    const row = this.#sql
      .exec<{ ending: string }>(
        `SELECT ending FROM cut WHERE partition = ?1 AND (sid IS NULL OR sid = ?2) AND at >= ?3
           AND ?2 NOT IN (SELECT value FROM json_each(except_sids)) ORDER BY at LIMIT 1`,
        partition,
        sid,
        began + margin,
      )
      .toArray()[0];
    return row ? (JSON.parse(row.ending) as Ending) : null;
  }

  oldest(): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT min(at) AS at FROM cut').one().at;
  }

  purge(now: number): void {
    this.#sql.exec('DELETE FROM cut WHERE at <= ?', now - WINDOWS.mark);
  }
}
