/** `delivery`: logout notifications that are under way, and finished ones until the index has them. */
import type { Delivery, DeliveryStatus, EndReason } from '../session/ending.ts';
import { LazyTable } from './lazy-table.ts';

export interface HeldDelivery extends Delivery {
  readonly revision: number;
  readonly issuer: string | null;
  /** Subject and sid as the client knows them. */
  readonly tokenSub: string;
  readonly tokenSid: string;
  /** Failed attempts of this series: `redeliver` begins a new one. */
  readonly failures: number;
}

/** What is due of one client. */
export interface DueDeliveries {
  readonly clientId: string;
  readonly ids: readonly string[];
  /** Of the one that has failed least. */
  readonly failures: number;
}

/** How many one look names. */
const DUE = 500;

type DeliveryRow = {
  id: string;
  client_id: string;
  subject: string;
  sid: string;
  token_sub: string;
  token_sid: string;
  issuer: string | null;
  reason: EndReason;
  status: DeliveryStatus;
  attempts: number;
  failures: number;
  last_error: string | null;
  next_attempt: number | null;
  created: number;
  rev: number;
};

const SCHEMA = `
    CREATE TABLE delivery (id TEXT PRIMARY KEY, client_id TEXT NOT NULL, subject TEXT NOT NULL, sid TEXT NOT NULL,
      token_sub TEXT NOT NULL, token_sid TEXT NOT NULL, issuer TEXT, reason TEXT NOT NULL, status TEXT NOT NULL,
      attempts INTEGER NOT NULL, failures INTEGER NOT NULL, last_error TEXT, next_attempt INTEGER, created INTEGER NOT NULL,
      rev INTEGER NOT NULL);
    CREATE INDEX delivery_due ON delivery (next_attempt) WHERE next_attempt IS NOT NULL;`;

export class DeliveryTable {
  readonly schema: LazyTable;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.schema = new LazyTable(sql, 'delivery', SCHEMA);
  }

  get any(): boolean {
    return this.schema.exists && this.#sql.exec('SELECT 1 FROM delivery LIMIT 1').toArray().length > 0;
  }

  get(id: string): HeldDelivery | null {
    if (!this.schema.exists) return null;
    const row = this.#sql.exec<DeliveryRow>('SELECT * FROM delivery WHERE id = ?', id).toArray()[0];
    return row ? deliveryOf(row) : null;
  }

  put(delivery: HeldDelivery): void {
    this.schema.create();
    this.#sql.exec(
      `INSERT OR REPLACE INTO delivery (id, client_id, subject, sid, token_sub, token_sid, issuer, reason, status, attempts,
         failures, last_error, next_attempt, created, rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      delivery.id,
      delivery.clientId,
      delivery.subjectId,
      delivery.sessionId,
      delivery.tokenSub,
      delivery.tokenSid,
      delivery.issuer,
      delivery.reason,
      delivery.status,
      delivery.attempts,
      delivery.failures,
      delivery.lastError,
      delivery.nextAttempt,
      delivery.created,
      delivery.revision,
    );
  }

  delete(id: string): void {
    this.#sql.exec('DELETE FROM delivery WHERE id = ?', id);
  }

  /** What is due, by client, the longest due first; bounded. */
  due(now: number, exceptClients: readonly string[]): DueDeliveries[] {
    if (!this.schema.exists) return [];
    const rows = this.#sql
      .exec<{ id: string; client_id: string; failures: number }>(
        `SELECT id, client_id, failures FROM delivery
         WHERE next_attempt <= ? AND client_id NOT IN (SELECT value FROM json_each(?)) ORDER BY next_attempt LIMIT ?`,
        now,
        JSON.stringify(exceptClients),
        DUE,
      )
      .toArray();
    return [...Map.groupBy(rows, ({ client_id }) => client_id)].map(([clientId, its]) => ({
      clientId,
      ids: its.map(({ id }) => id),
      failures: Math.min(...its.map(({ failures }) => failures)),
    }));
  }

  earliest(): number | null {
    if (!this.schema.exists) return null;
    return this.#sql
      .exec<{ at: number | null }>('SELECT min(next_attempt) AS at FROM delivery WHERE next_attempt IS NOT NULL')
      .one().at;
  }

  all(): { readonly id: string; readonly rev: number }[] {
    if (!this.schema.exists) return [];
    return this.#sql.exec<{ id: string; rev: number }>('SELECT id, rev FROM delivery').toArray();
  }
}

function deliveryOf(row: DeliveryRow): HeldDelivery {
  return {
    id: row.id,
    clientId: row.client_id,
    subjectId: row.subject,
    sessionId: row.sid,
    tokenSub: row.token_sub,
    tokenSid: row.token_sid,
    issuer: row.issuer,
    reason: row.reason,
    status: row.status,
    attempts: row.attempts,
    failures: row.failures,
    lastError: row.last_error,
    nextAttempt: row.next_attempt,
    created: row.created,
    revision: row.rev,
  };
}
