/**
 * `revocation`: what was revoked, remembered for 24 h so that it stays revoked (contract, "What was revoked stays revoked"): a
 * sid of which a session has ended, or a removal, with what it would have taken.
 */
import type { GrantKind } from '../grant/grant.ts';
import { WINDOWS } from '../session/windows.ts';

export interface Revocation {
  readonly at: number;
  /** Null: all sids, and grants without one. */
  readonly sessionIds: readonly string[] | null;
  /** Null: all clients, and grants without one. */
  readonly clientIds: readonly string[] | null;
  readonly kinds: readonly GrantKind[];
  readonly exceptSessionIds: readonly string[];
}

export class RevocationTable {
  static readonly schema =
    'CREATE TABLE revocation (what TEXT, removal INTEGER, at INTEGER NOT NULL, PRIMARY KEY (what, removal)) WITHOUT ROWID;';
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  sessionEnded(sid: string, at: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO revocation (what, removal, at) VALUES (?, 0, ?)', sid, at);
  }

  /** Whether a session of this sid ended within the window. */
  hasEnded(sid: string, now: number): boolean {
    return (
      this.#sql
        .exec('SELECT 1 FROM revocation WHERE what = ? AND removal = 0 AND at > ?', sid, now - WINDOWS.mark)
        .toArray().length > 0
    );
  }

  /** A removal of the same makes an older one pointless. */
  add({ at, ...what }: Revocation): void {
    this.#sql.exec('INSERT OR REPLACE INTO revocation (what, removal, at) VALUES (?, 1, ?)', JSON.stringify(what), at);
  }

  /** Those within the window. */
  within(now: number): Revocation[] {
    return this.#sql
      .exec<{ at: number; what: string }>(
        'SELECT at, what FROM revocation WHERE removal = 1 AND at > ?',
        now - WINDOWS.mark,
      )
      .toArray()
      .map(({ at, what }) => ({ at, ...JSON.parse(what) }));
  }

  get any(): boolean {
    return this.#sql.exec('SELECT 1 FROM revocation LIMIT 1').toArray().length > 0;
  }

  oldest(): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT min(at) AS at FROM revocation').one().at;
  }

  purge(now: number): void {
    this.#sql.exec('DELETE FROM revocation WHERE at <= ?', now - WINDOWS.mark);
  }
}
