/**
 * A table that most objects never need: it is created by the first write into it, because every table and every index takes
 * a page of 4 KiB in every object.
 */
export class LazyTable {
  readonly #sql: SqlStorage;
  readonly #table: string;
  readonly #schema: string;
  #exists: boolean | undefined;

  constructor(sql: SqlStorage, table: string, schema: string) {
    this.#sql = sql;
    this.#table = table;
    this.#schema = schema;
  }

  get exists(): boolean {
    this.#exists ??= this.#sql.exec('SELECT 1 FROM sqlite_master WHERE name = ?', this.#table).toArray().length > 0;
    return this.#exists;
  }

  /** Inside a transaction. */
  create(): void {
    if (this.exists) return;
    this.#sql.exec(this.#schema);
    this.#exists = true;
  }

  /** After a transaction that did not commit, or a deletion. */
  forget(): void {
    this.#exists = undefined;
  }
}
