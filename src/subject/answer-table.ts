/** `answer`: what a request with an `Idempotency-Key` was answered, protected by the Worker; kept for 24 h. */
import { WINDOWS } from '../session/windows.ts';
import type { KeptAnswer } from './api.ts';

export interface AnswerRow {
  readonly id: string;
  readonly bodyHash: string;
  readonly answer: Uint8Array;
  readonly revision: number;
}

export class AnswerTable {
  static readonly schema = `
    CREATE TABLE answer (scope TEXT PRIMARY KEY, id TEXT NOT NULL, body_hash TEXT NOT NULL, answer BLOB NOT NULL,
      rev INTEGER NOT NULL, at INTEGER NOT NULL);
    CREATE INDEX answer_at ON answer (at);`;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  keep(kept: KeptAnswer, id: string, rev: number, at: number): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO answer (scope, id, body_hash, answer, rev, at) VALUES (?, ?, ?, ?, ?, ?)',
      kept.scope,
      id,
      kept.bodyHash,
      kept.answer,
      rev,
      at,
    );
  }

  /** The answer kept under this scope within the last 24 h; the purge may be late. */
  find(scope: string, now: number): AnswerRow | null {
    const row = this.#sql
      .exec<{ id: string; body_hash: string; answer: ArrayBuffer; rev: number }>(
        'SELECT id, body_hash, answer, rev FROM answer WHERE scope = ? AND at > ?',
        scope,
        now - WINDOWS.answer,
      )
      .toArray()[0];
    return row ? { id: row.id, bodyHash: row.body_hash, answer: new Uint8Array(row.answer), revision: row.rev } : null;
  }

  oldest(): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT min(at) AS at FROM answer').one().at;
  }

  purge(now: number): void {
    this.#sql.exec('DELETE FROM answer WHERE at <= ?', now - WINDOWS.answer);
  }
}
