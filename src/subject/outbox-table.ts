/** `outbox`: ids whose present state the index has not confirmed; one row for each id, the newest wins. */
export interface OutboxRow {
  readonly id: string;
  /** The revision that made the row: an acknowledgement names it, so that a newer change is not acknowledged by an older. */
  readonly rev: number;
}

export class OutboxTable {
  static readonly schema = 'CREATE TABLE outbox (id TEXT PRIMARY KEY, rev INTEGER NOT NULL) WITHOUT ROWID;';
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  put(id: string, rev: number): void {
    this.#sql.exec(
      'INSERT INTO outbox (id, rev) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET rev = excluded.rev',
      id,
      rev,
    );
  }

  has(id: string): boolean {
    return this.#sql.exec('SELECT 1 FROM outbox WHERE id = ?', id).toArray().length > 0;
  }

  first(limit: number): OutboxRow[] {
    return this.#sql.exec<{ id: string; rev: number }>('SELECT id, rev FROM outbox LIMIT ?', limit).toArray();
  }

  count(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n;
  }

  acknowledge({ id, rev }: OutboxRow): void {
    this.#sql.exec('DELETE FROM outbox WHERE id = ? AND rev = ?', id, rev);
  }

  /** The record goes to another object, which projects it with a higher revision. */
  drop(id: string): void {
    this.#sql.exec('DELETE FROM outbox WHERE id = ?', id);
  }
}
