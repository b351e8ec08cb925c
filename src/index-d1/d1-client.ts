/**
 * The way to D1: one round trip and one transaction for each call. Guarantees: every statement and row is counted, also
 * of calls that fail; a read is sent once more on a transient failure, a write never; faults are `StorageUnavailable`.
 *
 * Statements are Drizzle `sql` templates: values are always bound, and pieces compose without counting placeholders.
 */
import type { SQL } from 'drizzle-orm';
import type { Meter } from '../session/cost.ts';
import { d1FailureKind, indexUnavailable } from './d1-failure.ts';

/**
 * How SQLite writes names and parameters. Given here rather than by Drizzle's dialect, which would bring its whole query
 * builder along: 19 KiB of the bundle. No template names a table or column of the schema, so nothing has a casing.
 */
const SQLITE = {
  casing: { getColumnCasing: (column: { readonly name: string }) => column.name } as never,
  escapeName: (name: string) => `"${name.replaceAll('"', '""')}"`,
  escapeParam: () => '?',
  escapeString: (text: string) => `'${text.replaceAll("'", "''")}'`,
};

/** Null: not needed this time. It is not sent, and answers no rows. */
type Statements = readonly (SQL | null)[];

/** The rows of each statement, typed by the statement: `sql<Row>`. */
export type RowsOf<Sent extends Statements> = {
  readonly [Index in keyof Sent]: Sent[Index] extends SQL<infer Row> | null ? readonly Row[] : never;
};

type Connection = Pick<D1Database, 'prepare' | 'batch'>;

export class D1Client {
  readonly #connection: Connection;
  readonly #meter: Meter;

  constructor(connection: Connection, meter: Meter) {
    this.#connection = connection;
    this.#meter = meter;
  }

  /** A client whose reads see everything that was acknowledged before, replicas or not. */
  static primary(db: D1Database, meter: Meter): D1Client {
    return new D1Client(db.withSession('first-primary'), meter);
  }

  async read<const Sent extends Statements>(...statements: Sent): Promise<RowsOf<Sent>> {
    try {
      return await this.#send(statements);
    } catch (fault) {
      if (d1FailureKind(fault) !== 'retryable') throw indexUnavailable(fault, false);
    }
    try {
      return await this.#send(statements);
    } catch (fault) {
      throw indexUnavailable(fault, false);
    }
  }

  async write<const Sent extends Statements>(...statements: Sent): Promise<RowsOf<Sent>> {
    try {
      return await this.#send(statements);
    } catch (fault) {
      throw indexUnavailable(fault, true);
    }
  }

  async #send<const Sent extends Statements>(statements: Sent): Promise<RowsOf<Sent>> {
    const needed = statements.filter((statement) => statement !== null);
    this.#meter.add({ d1: needed.length });
    const answers = needed.length === 0 ? [] : await this.#connection.batch(needed.map((one) => this.#prepare(one)));
    for (const { meta } of answers) this.#meter.add({ read: meta.rows_read, written: meta.rows_written });
    const rows = answers.values().map(({ results }) => results);
    return statements.map((statement) => (statement === null ? [] : rows.next().value)) as unknown as RowsOf<Sent>;
  }

  #prepare(statement: SQL): D1PreparedStatement {
    const { sql: text, params } = statement.toQuery(SQLITE);
    return this.#connection.prepare(text).bind(...params);
  }
}
