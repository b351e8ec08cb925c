/**
 * `outbox`: what the index has not confirmed: the present state of a session, grant or delivery (one row for each, the
 * newest wins), and entries of history, which exist in the index only once it has them. `of` names what a caller may wait
 * for.
 */
import type { HistoryRow } from '../index-d1/index-row.ts';

export type OutboxKind = 'session' | 'grant' | 'history' | 'delivery';

export interface OutboxRow {
  readonly kind: OutboxKind;
  readonly id: string;
  /** The revision that made the row: an acknowledgement names it, so that a newer change is not acknowledged by an older. */
  readonly rev: number;
  /** The entry of history itself; null for all that is told as it stands now. */
  readonly entry: HistoryRow | null;
}

export interface Announcement extends OutboxRow {
  /** The id of the session, grant or delivery whose change is complete in the index only with this row; empty: none. */
  readonly of: string;
  readonly at: number;
}

type Row = { kind: OutboxKind; id: string; rev: number; entry: string | null };

export class OutboxTable {
  static readonly schema = `
    CREATE TABLE outbox (kind TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, of TEXT NOT NULL, at INTEGER NOT NULL,
      entry TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE INDEX outbox_of ON outbox (of);`;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A row that waits already keeps what it belongs to, and since when it waits. */
  put({ kind, id, rev, of, at, entry }: Announcement): void {
    this.#sql.exec(
      `INSERT INTO outbox (kind, id, rev, of, at, entry) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (kind, id) DO UPDATE SET rev = excluded.rev`,
      kind,
      id,
      rev,
      of,
      at,
      entry && JSON.stringify(entry),
    );
  }

  /** Whether the present state of a session, grant or delivery waits. */
  has(kind: Exclude<OutboxKind, 'history'>, id: string): boolean {
    return this.#sql.exec('SELECT 1 FROM outbox WHERE kind = ? AND id = ?', kind, id).toArray().length > 0;
  }

  /** Whether anything waits that belongs to this id. */
  holds(of: string): boolean {
    return this.#sql.exec('SELECT 1 FROM outbox WHERE of = ? LIMIT 1', of).toArray().length > 0;
  }

  /** All that somebody may be waiting for. */
  awaited(): string[] {
    return this.#sql
      .exec<{ of: string }>(`SELECT DISTINCT of FROM outbox WHERE of <> ''`)
      .toArray()
      .map(({ of }) => of);
  }

  first(limit: number): OutboxRow[] {
    return this.#sql
      .exec<Row>('SELECT kind, id, rev, entry FROM outbox LIMIT ?', limit)
      .toArray()
      .map(({ entry, ...row }) => ({ ...row, entry: entry === null ? null : JSON.parse(entry) }));
  }

  count(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n;
  }

  /** Since when the oldest row waits, milliseconds since the epoch; null: none waits. */
  oldest(): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT min(at) AS at FROM outbox').one().at;
  }

  acknowledge({ kind, id, rev }: Omit<OutboxRow, 'entry'>): void {
    this.#sql.exec('DELETE FROM outbox WHERE kind = ? AND id = ? AND rev = ?', kind, id, rev);
  }

  /** The record goes to another object, which projects it with a higher revision. */
  drop(kind: 'session' | 'grant', id: string): void {
    this.#sql.exec('DELETE FROM outbox WHERE kind = ? AND id = ?', kind, id);
  }
}
