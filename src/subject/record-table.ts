/** `s`: the records that this object owns. */
import type { Lifetime } from '../session/lifetime.ts';
import { endOf } from '../session/lifetime.ts';
import type { Position } from './api.ts';
import type { SessionContent } from './outcome.ts';
import {
  ENDABLE,
  type Endable,
  type EndableRow,
  endableOf,
  type RecordRow,
  recordOf,
  type StoredRecord,
} from './record.ts';

export class RecordTable {
  static readonly schema = `
    CREATE TABLE s (id TEXT PRIMARY KEY, partition TEXT NOT NULL, scheme TEXT NOT NULL, subject TEXT NOT NULL,
      sid TEXT NOT NULL, display_name TEXT, device TEXT, created INTEGER NOT NULL, renewed INTEGER NOT NULL,
      expires INTEGER, absolute_expires INTEGER, ends INTEGER, issuer TEXT, clients TEXT NOT NULL,
      envelope BLOB NOT NULL, rev INTEGER NOT NULL,
      via INTEGER NOT NULL, home TEXT NOT NULL, since INTEGER NOT NULL, indexed_rev INTEGER NOT NULL DEFAULT 0,
      indexed_ends INTEGER, indexed_renewed INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX s_order ON s (partition, created, id);
    CREATE INDEX s_ends ON s (ends) WHERE ends IS NOT NULL;`;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get(id: string): StoredRecord | null {
    const row = this.#sql.exec<RecordRow>('SELECT * FROM s WHERE id = ?', id).toArray()[0];
    return row ? recordOf(row) : null;
  }

  insert(
    id: string,
    content: SessionContent,
    stay: { home: string; via: number; since: number; indexedRevision: number; rev: number },
  ): void {
    this.#sql.exec(
      `INSERT INTO s (id, partition, scheme, subject, sid, display_name, device, created, renewed, expires,
         absolute_expires, ends, issuer, clients, envelope, rev, via, home, since, indexed_rev)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      content.partition,
      content.scheme,
      content.subjectId,
      content.sessionId,
      content.displayName,
      content.device,
      content.created,
      content.renewed,
      content.expires,
      content.absoluteExpires,
      endOf(content),
      content.issuer,
      JSON.stringify(content.clients),
      content.envelope,
      stay.rev,
      stay.via,
      stay.home,
      stay.since,
      stay.indexedRevision,
    );
  }

  /** Replaces the content; `since` and the confirmation begin anew with another sid. */
  replace(id: string, content: SessionContent, rev: number, anew: { since: number } | null): void {
    this.#sql.exec(
      `UPDATE s SET scheme = ?, subject = ?, sid = ?, display_name = ?, device = ?, created = ?, renewed = ?,
         expires = ?, absolute_expires = ?, ends = ?, issuer = ?, clients = ?, envelope = ?, rev = ? WHERE id = ?`,
      content.scheme,
      content.subjectId,
      content.sessionId,
      content.displayName,
      content.device,
      content.created,
      content.renewed,
      content.expires,
      content.absoluteExpires,
      endOf(content),
      content.issuer,
      JSON.stringify(content.clients),
      content.envelope,
      rev,
      id,
    );
    if (anew) this.#sql.exec('UPDATE s SET since = ?, indexed_rev = 0 WHERE id = ?', anew.since, id);
  }

  slide(id: string, renewed: number, lifetime: Lifetime, rev: number): void {
    this.#sql.exec(
      'UPDATE s SET renewed = ?, expires = ?, ends = ?, rev = ? WHERE id = ?',
      renewed,
      lifetime.expires,
      endOf(lifetime),
      rev,
      id,
    );
  }

  /** A new revision for content that the index must learn again. */
  restamp(id: string, rev: number): void {
    this.#sql.exec('UPDATE s SET rev = ? WHERE id = ?', rev, id);
  }

  /** Another envelope for the same content, where it is still that content. Says whether it was. */
  reseal(id: string, rev: number, envelope: Uint8Array): boolean {
    return this.#sql.exec('UPDATE s SET envelope = ? WHERE id = ? AND rev = ?', envelope, id, rev).rowsWritten > 0;
  }

  delete(id: string): void {
    this.#sql.exec('DELETE FROM s WHERE id = ?', id);
  }

  /** The index has this stay of the id, under this sid: what it has of the times decides when it must hear again. */
  confirm(id: string, seen: { via: number; sid: string; rev: number; ends: number | null; renewed: number }): void {
    this.#sql.exec(
      `UPDATE s SET indexed_rev = max(indexed_rev, ?), indexed_ends = ?, indexed_renewed = ?
       WHERE id = ? AND via = ? AND sid = ?`,
      seen.rev,
      seen.ends,
      seen.renewed,
      id,
      seen.via,
      seen.sid,
    );
  }

  /** Nothing counts as confirmed any more. */
  unconfirmAll(): void {
    this.#sql.exec('UPDATE s SET indexed_rev = 0');
  }

  all(): { readonly id: string; readonly rev: number }[] {
    return this.#sql.exec<{ id: string; rev: number }>('SELECT id, rev FROM s').toArray();
  }

  ofSubject(partition: string, sid: string | null): Endable[] {
    return this.#sql
      .exec<EndableRow>(
        `SELECT ${ENDABLE} FROM s WHERE partition = ?1 AND (?2 IS NULL OR sid = ?2) ORDER BY created, id`,
        partition,
        sid,
      )
      .toArray()
      .map(endableOf);
  }

  /** In order of created, then id, after a position. */
  *inOrder(partition: string, sid: string | null, after: Position | null): Iterable<StoredRecord> {
    const rows = this.#sql.exec<RecordRow>(
      `SELECT * FROM s WHERE partition = ?1 AND (?2 IS NULL OR sid = ?2) AND (created, id) > (?3, ?4)
       ORDER BY created, id`,
      partition,
      sid,
      after?.created ?? Number.MIN_SAFE_INTEGER,
      after?.id ?? '',
    );
    for (const row of rows) yield recordOf(row);
  }

  /** Whether a session of this sid lives: present, and not expired. */
  livesWithSid(sid: string, now: number): boolean {
    return (
      this.#sql
        .exec(`SELECT 1 FROM s WHERE partition = '' AND sid = ? AND (ends IS NULL OR ends > ?) LIMIT 1`, sid, now)
        .toArray().length > 0
    );
  }

  /** How many of a partition have not expired. */
  countLive(partition: string, now: number): number {
    return this.#sql
      .exec<{ n: number }>(
        'SELECT count(*) AS n FROM s WHERE partition = ? AND (ends IS NULL OR ends > ?)',
        partition,
        now,
      )
      .one().n;
  }

  earliestCreatedLive(partition: string, now: number, limit: number): Endable[] {
    return this.#sql
      .exec<EndableRow>(
        `SELECT ${ENDABLE} FROM s WHERE partition = ? AND (ends IS NULL OR ends > ?)
         ORDER BY created, id LIMIT ?`,
        partition,
        now,
        limit,
      )
      .toArray()
      .map(endableOf);
  }

  expired(now: number, limit: number): Endable[] {
    return this.#sql
      .exec<EndableRow>(`SELECT ${ENDABLE} FROM s WHERE ends <= ? ORDER BY ends LIMIT ?`, now, limit)
      .toArray()
      .map(endableOf);
  }

  earliestEnd(): number | null {
    return this.#sql.exec<{ ends: number | null }>('SELECT min(ends) AS ends FROM s WHERE ends IS NOT NULL').one().ends;
  }

  /** Records that the index takes for ending earlier than they do. */
  endingTooEarlyInIndex(until: number): { readonly id: string; readonly rev: number }[] {
    return this.#sql
      .exec<{ id: string; rev: number }>(
        `SELECT id, rev FROM s WHERE indexed_rev > 0 AND indexed_ends <= ? AND (ends IS NULL OR ends > indexed_ends)`,
        until,
      )
      .toArray();
  }

  earliestEndInIndexTooEarly(): number | null {
    return this.#sql
      .exec<{ ends: number | null }>(
        `SELECT min(indexed_ends) AS ends FROM s WHERE indexed_rev > 0 AND (ends IS NULL OR ends > indexed_ends)`,
      )
      .one().ends;
  }
}
