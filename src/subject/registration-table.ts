/**
 * `registration`: the last copy of what the index said of a client. It decides where the index does not answer; an id that
 * is known not to be registered is remembered too.
 */
import type { Client } from '../client/client.ts';
import { LazyTable } from './lazy-table.ts';

const SCHEMA = `CREATE TABLE registration (client_id TEXT PRIMARY KEY, client TEXT) WITHOUT ROWID;`;

export class RegistrationTable {
  readonly schema: LazyTable;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.schema = new LazyTable(sql, 'registration', SCHEMA);
  }

  /** Undefined: nobody has ever said. */
  get(clientId: string): Client | null | undefined {
    if (!this.schema.exists) return undefined;
    const row = this.#sql
      .exec<{ client: string | null }>('SELECT client FROM registration WHERE client_id = ?', clientId)
      .toArray()[0];
    return row && (row.client === null ? null : (JSON.parse(row.client) as Client));
  }

  /** Writes only what is new. */
  keep(clientId: string, client: Client | null): void {
    this.schema.create();
    this.#sql.exec(
      `INSERT INTO registration (client_id, client) VALUES (?, ?)
         ON CONFLICT (client_id) DO UPDATE SET client = excluded.client WHERE client IS NOT excluded.client`,
      clientId,
      client === null ? null : JSON.stringify(client),
    );
  }
}
