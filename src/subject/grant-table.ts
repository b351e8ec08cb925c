/** `g`: the grants that this object owns: those of its subject, or, without one, of its client. */
import type { GrantCount } from '../grant/grant-count.ts';
import { LazyTable } from './lazy-table.ts';
import type { StoredGrant } from './outcome.ts';

/** What a grant is selected by; null: not set. */
export interface GrantSelection {
  readonly sessionId: string | null;
  readonly clientIds: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly grantId: string | null;
  readonly lookup: string | null;
}

export interface HeldGrant extends StoredGrant {
  /** The stay: the revision with which home sent the grant here; 0 where home is here. */
  readonly via: number;
  /** Since when the grant has had its sid, here or where it came from. */
  readonly since: number;
  /** The revision that the index has confirmed under the present sid; 0: none. */
  readonly indexedRevision: number;
}

/** What it takes to end a grant: not its envelope. */
export type EndableGrant = Pick<HeldGrant, 'id' | 'home' | 'via' | 'revision' | 'type' | 'sessionId' | 'clientId'>;

type GrantRow = {
  id: string;
  type: string;
  subject: string | null;
  sid: string | null;
  client_id: string | null;
  grant_id: string | null;
  lookup: string | null;
  description: string | null;
  creation_time: number;
  expiration: number | null;
  consumed_time: number | null;
  envelope: ArrayBuffer;
  rev: number;
  via: number;
  home: string;
  since: number;
  indexed_rev: number;
};

type CountRow = { [Member in keyof GrantCount]: GrantCount[Member] };
type EndableRow = { [Member in keyof EndableGrant]: EndableGrant[Member] };

const ENDABLE = 'id, home, via, rev AS revision, type, sid AS sessionId, client_id AS clientId';
/** Parameters 1 to 5: a `GrantSelection`. */
const SELECTED = `(?1 IS NULL OR sid = ?1) AND (?2 IS NULL OR client_id IN (SELECT value FROM json_each(?2)))
  AND (?3 IS NULL OR type IN (SELECT value FROM json_each(?3))) AND (?4 IS NULL OR grant_id = ?4)
  AND (?5 IS NULL OR lookup = ?5)`;

const SCHEMA = `
    CREATE TABLE g (id TEXT PRIMARY KEY, type TEXT NOT NULL, subject TEXT, sid TEXT, client_id TEXT, grant_id TEXT,
      lookup TEXT, description TEXT, creation_time INTEGER NOT NULL, expiration INTEGER, consumed_time INTEGER,
      envelope BLOB NOT NULL, rev INTEGER NOT NULL, via INTEGER NOT NULL, home TEXT NOT NULL, since INTEGER NOT NULL,
      indexed_rev INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX g_expiration ON g (expiration) WHERE expiration IS NOT NULL;
    CREATE INDEX g_sid ON g (sid) WHERE sid IS NOT NULL;`;

export class GrantTable {
  readonly schema: LazyTable;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.schema = new LazyTable(sql, 'g', SCHEMA);
  }

  get any(): boolean {
    return this.schema.exists && this.#sql.exec('SELECT 1 FROM g LIMIT 1').toArray().length > 0;
  }

  get(id: string): HeldGrant | null {
    if (!this.schema.exists) return null;
    const row = this.#sql.exec<GrantRow>('SELECT * FROM g WHERE id = ?', id).toArray()[0];
    return row ? grantOf(row) : null;
  }

  /** A grant that arrives, or takes the place of the one with its id. */
  put(grant: HeldGrant): void {
    this.schema.create();
    this.#sql.exec(
      `INSERT OR REPLACE INTO g (id, type, subject, sid, client_id, grant_id, lookup, description, creation_time,
         expiration, consumed_time, envelope, rev, via, home, since, indexed_rev)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      grant.id,
      grant.type,
      grant.subjectId,
      grant.sessionId,
      grant.clientId,
      grant.grantId,
      grant.lookup,
      grant.description,
      grant.creationTime,
      grant.expiration,
      grant.consumedTime,
      grant.envelope,
      grant.revision,
      grant.via,
      grant.home,
      grant.since,
      grant.indexedRevision,
    );
  }

  /** Another envelope for the same content, where it is still that content. Says whether it was. */
  reseal(id: string, rev: number, envelope: Uint8Array): boolean {
    if (!this.schema.exists) return false;
    return this.#sql.exec('UPDATE g SET envelope = ? WHERE id = ? AND rev = ?', envelope, id, rev).rowsWritten > 0;
  }

  delete(id: string): void {
    this.#sql.exec('DELETE FROM g WHERE id = ?', id);
  }

  /** The index has this stay of the grant, under this sid. */
  confirm(id: string, seen: { via: number; sid: string | null; rev: number }): void {
    this.#sql.exec(
      'UPDATE g SET indexed_rev = max(indexed_rev, ?) WHERE id = ? AND via = ? AND sid IS ?',
      seen.rev,
      id,
      seen.via,
      seen.sid,
    );
  }

  /** A new revision for content that the index must learn again. */
  restamp(id: string, rev: number): void {
    this.#sql.exec('UPDATE g SET rev = ? WHERE id = ?', rev, id);
  }

  unconfirmAll(): void {
    if (this.schema.exists) this.#sql.exec('UPDATE g SET indexed_rev = 0');
  }

  all(): { readonly id: string; readonly rev: number }[] {
    if (!this.schema.exists) return [];
    return this.#sql.exec<{ id: string; rev: number }>('SELECT id, rev FROM g').toArray();
  }

  select(selection: GrantSelection): EndableGrant[] {
    if (!this.schema.exists) return [];
    return this.#sql
      .exec<EndableRow>(`SELECT ${ENDABLE} FROM g WHERE ${SELECTED} ORDER BY id`, ...selected(selection))
      .toArray();
  }

  /** By id, after one. */
  *inOrder(selection: GrantSelection, after: string): Iterable<HeldGrant> {
    if (!this.schema.exists) return;
    const rows = this.#sql.exec<GrantRow>(
      `SELECT * FROM g WHERE ${SELECTED} AND id > ?6 ORDER BY id`,
      ...selected(selection),
      after,
    );
    for (const row of rows) yield grantOf(row);
  }

  /** By client and type, of at most `limit` grants. */
  counts(selection: GrantSelection, limit: number): GrantCount[] {
    if (!this.schema.exists) return [];
    return this.#sql
      .exec<CountRow>(
        `SELECT client_id AS clientId, type, count(*) AS count, max(creation_time) AS newestCreationTime,
           min(expiration) AS earliestExpiration
         FROM (SELECT client_id, type, creation_time, expiration FROM g WHERE ${SELECTED} LIMIT ?6)
         GROUP BY client_id, type ORDER BY client_id, type`,
        ...selected(selection),
        limit,
      )
      .toArray();
  }

  expired(now: number, limit: number): EndableGrant[] {
    if (!this.schema.exists) return [];
    return this.#sql
      .exec<EndableRow>(`SELECT ${ENDABLE} FROM g WHERE expiration <= ? ORDER BY expiration LIMIT ?`, now, limit)
      .toArray();
  }

  earliestExpiration(): number | null {
    if (!this.schema.exists) return null;
    return this.#sql
      .exec<{ at: number | null }>('SELECT min(expiration) AS at FROM g WHERE expiration IS NOT NULL')
      .one().at;
  }
}

const list = (values: readonly string[] | null): string | null => (values === null ? null : JSON.stringify(values));

const selected = ({ sessionId, clientIds, types, grantId, lookup }: GrantSelection) =>
  [sessionId, list(clientIds), list(types), grantId, lookup] as const;

function grantOf(row: GrantRow): HeldGrant {
  return {
    id: row.id,
    type: row.type,
    subjectId: row.subject,
    sessionId: row.sid,
    clientId: row.client_id,
    grantId: row.grant_id,
    lookup: row.lookup,
    description: row.description,
    creationTime: row.creation_time,
    expiration: row.expiration,
    consumedTime: row.consumed_time,
    envelope: new Uint8Array(row.envelope),
    revision: row.rev,
    via: row.via,
    home: row.home,
    since: row.since,
    indexedRevision: row.indexed_rev,
  };
}
