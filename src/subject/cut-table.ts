/**
 * `cut`: removals by subject, remembered so that what was begun before one and arrives after it ends on arrival
 * (design.md, invariant 11).
 */
import { WINDOWS } from '../session/windows.ts';

export class CutTable {
  static readonly schema =
    'CREATE TABLE cut (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, partition TEXT NOT NULL, sid TEXT);';
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A removal of the same sessions makes an older one pointless. */
  add(at: number, partition: string, sid: string | null): void {
    this.#sql.exec('DELETE FROM cut WHERE partition = ? AND sid IS ?', partition, sid);
    this.#sql.exec('INSERT INTO cut (at, partition, sid) VALUES (?, ?, ?)', at, partition, sid);
  }

  /** Whether a removal that names this session came at `began + margin` or later. */
  names(partition: string, sid: string, began: number, margin: number): boolean {
    return (
      this.#sql
        .exec(
          'SELECT 1 FROM cut WHERE partition = ? AND (sid IS NULL OR sid = ?) AND at >= ?',
          partition,
          sid,
          began + margin,
        )
        .toArray().length > 0
    );
  }

  oldest(): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT min(at) AS at FROM cut').one().at;
  }

  purge(now: number): void {
    this.#sql.exec('DELETE FROM cut WHERE at <= ?', now - WINDOWS.mark);
  }
}
