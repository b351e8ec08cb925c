/**
 * The object's tables (consistency.md, section 1). Guarantees: nothing is created before the first write, so that a probe
 * of an unknown subject leaves no billed object behind; an id is in at most one of `s`, `g`, `way` and `mark`.
 * Relies on: every write runs inside `SubjectContext.write`, which calls `ensure`.
 */
import { AnswerTable } from './answer-table.ts';
import { CutTable } from './cut-table.ts';
import { DeliveryTable } from './delivery-table.ts';
import { GrantTable } from './grant-table.ts';
import { MarkTable } from './mark-table.ts';
import { MetaTable } from './meta-table.ts';
import { OutboxTable } from './outbox-table.ts';
import type { SubjectStorage } from './ports.ts';
import { RecordTable } from './record-table.ts';
import { RegistrationTable } from './registration-table.ts';
import { RevocationTable } from './revocation-table.ts';
import { WayTable } from './way-table.ts';

export class Tables {
  readonly meta: MetaTable;
  readonly records: RecordTable;
  readonly ways: WayTable;
  readonly marks: MarkTable;
  readonly outbox: OutboxTable;
  readonly cuts: CutTable;
  readonly answers: AnswerTable;
  readonly grants: GrantTable;
  readonly deliveries: DeliveryTable;
  readonly revocations: RevocationTable;
  readonly registrations: RegistrationTable;
  readonly #sql: SqlStorage;
  #exist: boolean | undefined;

  constructor(storage: SubjectStorage) {
    this.#sql = storage.sql;
    this.meta = new MetaTable(storage.sql);
    this.records = new RecordTable(storage.sql);
    this.ways = new WayTable(storage.sql);
    this.marks = new MarkTable(storage.sql);
    this.outbox = new OutboxTable(storage.sql);
    this.cuts = new CutTable(storage.sql);
    this.answers = new AnswerTable(storage.sql);
    this.grants = new GrantTable(storage.sql);
    this.deliveries = new DeliveryTable(storage.sql);
    this.revocations = new RevocationTable(storage.sql);
    this.registrations = new RegistrationTable(storage.sql);
  }

  /** Whether this object has ever written, and not deleted itself since. */
  get exist(): boolean {
    this.#exist ??= this.#sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'meta'`).toArray().length > 0;
    return this.#exist;
  }

  /** Creates what every object needs, and stores the object's route at its first write. */
  ensure(route: string): void {
    if (this.exist) return;
    this.#sql.exec(
      [
        MetaTable.schema,
        RecordTable.schema,
        WayTable.schema,
        MarkTable.schema,
        OutboxTable.schema,
        CutTable.schema,
        AnswerTable.schema,
        RevocationTable.schema,
      ].join('\n'),
    );
    this.meta.setRoute(route);
    this.#exist = true;
  }

  /** Nothing that anybody could still ask for: only the object's own bookkeeping. */
  get empty(): boolean {
    if (this.grants.any || this.deliveries.any) return false;
    return (
      this.#sql
        .exec(
          `SELECT 1 WHERE EXISTS (SELECT 1 FROM s) OR EXISTS (SELECT 1 FROM way) OR EXISTS (SELECT 1 FROM mark)
           OR EXISTS (SELECT 1 FROM outbox) OR EXISTS (SELECT 1 FROM cut) OR EXISTS (SELECT 1 FROM answer)
           OR EXISTS (SELECT 1 FROM revocation)`,
        )
        .toArray().length === 0
    );
  }

  /** After a transaction that did not commit, or a deletion: what was known of the schema is not known any more. */
  forget(): void {
    this.#exist = undefined;
    for (const { schema } of [this.grants, this.deliveries, this.registrations]) schema.forget();
  }
}
