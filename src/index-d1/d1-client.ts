/**
 * The way to D1: one round trip and one transaction for each call. Guarantees: every statement and row is counted, also
 * of calls that fail; a read is sent once more on a transient failure, a write never; faults are `StorageUnavailable`.
 */
import type { Meter } from '../session/cost.ts';
import { d1FailureKind, indexUnavailable } from './d1-failure.ts';
import type { SQL } from './sql.ts';

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

  #prepare({ text, values }: SQL): D1PreparedStatement {
    return this.#connection.prepare(text).bind(...values);
  }
}
