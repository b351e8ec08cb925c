/** `meta`: the object's own route, and the last value of its revision clock. */
export class MetaTable {
  static readonly schema = `
    CREATE TABLE meta (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), route TEXT NOT NULL, rev INTEGER NOT NULL);`;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  setRoute(route: string): void {
    this.#sql.exec('INSERT INTO meta (only_row, route, rev) VALUES (1, ?, 0)', route);
  }

  get route(): string {
    return this.#sql.exec<{ route: string }>('SELECT route FROM meta').one().route;
  }

  /** Hybrid logical clock: above everything this object and the given revision have seen, and not behind its clock. */
  tick(now: number, seen: number): number {
    return this.#sql
      .exec<{ rev: number }>('UPDATE meta SET rev = max(rev + 1, ?, ?) RETURNING rev', now, seen + 1)
      .one().rev;
  }
}
