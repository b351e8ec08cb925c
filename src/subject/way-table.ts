/**
 * `way`: at home only, where an id is. A forward leads to its owner; a move is under way and carries what the new owner
 * gets. Guarantees: while home has forward(O, via), or is moving the id from O, O has a row with that `via`.
 */
import type { By } from '../session/ending.ts';
import type { AdoptArgs, Condition } from './api.ts';
import type { Content } from './outcome.ts';

export interface Forward {
  readonly kind: 'forward';
  readonly id: string;
  readonly target: string;
  readonly via: number;
}

export interface Moving {
  readonly kind: 'moving';
  readonly id: string;
  readonly target: string;
  /** From another object: the stay that ends there. Otherwise: the stay that begins at the target. */
  readonly via: number;
  /** Where the record is taken from: another object, this one (`self`), or nowhere (`none`: a create). */
  readonly src:
    | { readonly from: 'none' }
    | { readonly from: 'self' }
    | { readonly from: 'object'; readonly route: string };
  readonly content: Content;
  readonly mode: 'replace' | 'renew';
  readonly ifMatch: Condition;
  /** For `self` and `none`, what travels. From another object it comes with the yield. */
  readonly since: number;
  readonly indexed: boolean;
  readonly create: AdoptArgs['create'];
  /** Whose request it was. */
  readonly by: By;
  /** When home last took it up; renewed only while the target knows nothing of it. */
  readonly at: number;
  /** When the operation began. */
  readonly began: number;
}

export type Way = Forward | Moving;

type WayRow = {
  id: string;
  target: string;
  via: number;
  src: string | null;
  rec: string | null;
  envelope: ArrayBuffer | null;
  answer: ArrayBuffer | null;
  at: number;
  began: number;
};

export class WayTable {
  static readonly schema = `
    CREATE TABLE way (id TEXT PRIMARY KEY, target TEXT NOT NULL, via INTEGER NOT NULL, src TEXT, rec TEXT, envelope BLOB,
      answer BLOB, at INTEGER NOT NULL, began INTEGER NOT NULL);
    CREATE INDEX way_moving ON way (id) WHERE rec IS NOT NULL;`;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  forward(id: string, target: string, via: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO way (id, target, via, at, began) VALUES (?, ?, ?, 0, 0)', id, target, via);
  }

  move(moving: Omit<Moving, 'kind'>): void {
    const { envelope, ...content } = moving.content;
    const kept = moving.create?.kept ?? null;
    const { answer, ...keptRest } = kept ?? { answer: null };
    this.#sql.exec(
      `INSERT OR REPLACE INTO way (id, target, via, src, rec, envelope, answer, at, began)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      moving.id,
      moving.target,
      moving.via,
      moving.src.from === 'object' ? moving.src.route : moving.src.from,
      JSON.stringify({
        content,
        mode: moving.mode,
        ifMatch: moving.ifMatch,
        since: moving.since,
        indexed: moving.indexed,
        create: moving.create && { ...moving.create, kept: kept && keptRest },
        by: moving.by,
      }),
      envelope,
      answer,
      moving.at,
      moving.began,
    );
  }

  /** The target had never heard of it, and what was sent is too old by now. */
  takeUpAgain(id: string, at: number): void {
    this.#sql.exec('UPDATE way SET at = ? WHERE id = ?', at, id);
  }

  get(id: string): Way | null {
    const row = this.#sql.exec<WayRow>('SELECT * FROM way WHERE id = ?', id).toArray()[0];
    return row ? wayOf(row) : null;
  }

  drop(id: string): void {
    this.#sql.exec('DELETE FROM way WHERE id = ?', id);
  }

  /** Ids of moves under way; of those that began here, where asked for. */
  moving(limit: number): string[] {
    return this.#sql
      .exec<{ id: string }>('SELECT id FROM way INDEXED BY way_moving WHERE rec IS NOT NULL LIMIT ?', limit)
      .toArray()
      .map((row) => row.id);
  }

  /** When the longest under way began. */
  earliestMove(): number | null {
    return this.#sql
      .exec<{ began: number | null }>('SELECT min(began) AS began FROM way INDEXED BY way_moving WHERE rec IS NOT NULL')
      .one().began;
  }

  movingFromHere(): string[] {
    return this.#sql
      .exec<{ id: string }>(`SELECT id FROM way INDEXED BY way_moving WHERE rec IS NOT NULL AND src = 'self'`)
      .toArray()
      .map((row) => row.id);
  }
}

function wayOf(row: WayRow): Way {
  const { id, target, via } = row;
  if (row.rec === null || row.envelope === null) return { kind: 'forward', id, target, via };
  const rec = JSON.parse(row.rec);
  const kept = rec.create?.kept && row.answer ? { ...rec.create.kept, answer: new Uint8Array(row.answer) } : null;
  return {
    kind: 'moving',
    id,
    target,
    via,
    src: row.src === 'none' || row.src === 'self' ? { from: row.src } : { from: 'object', route: row.src ?? '' },
    content: { ...rec.content, envelope: new Uint8Array(row.envelope) },
    mode: rec.mode,
    ifMatch: rec.ifMatch,
    since: rec.since,
    indexed: rec.indexed,
    create: rec.create && { ...rec.create, kept },
    by: rec.by,
    at: row.at,
    began: row.began,
  };
}
