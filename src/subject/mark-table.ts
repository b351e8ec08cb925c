/**
 * `mark`: what this object remembers of sessions and grants that are not here any more. Ended: a session's id is refused for
 * 24 h. Left: it went to another object, and what travelled with it. Refused: a create that was not taken.
 */
import type { Travelling } from './api.ts';

interface MarkBase {
  readonly id: string;
  /** What it was: the end of a grant is told as one, and does not keep another life of its id away. */
  readonly what: 'session' | 'grant';
  readonly rev: number;
  /** The stay that ended, left or was refused. */
  readonly via: number;
  /** The object that arbitrates the id. */
  readonly home: string;
  readonly at: number;
}

export type Mark =
  /**
   * `arrived`: it ended as it arrived, because a removal of its subject had come in between. `fenced`: the revision of a
   * grant that a fence has ended before the index had confirmed it; null: none has.
   */
  | (MarkBase & { readonly kind: 'ended'; readonly arrived: boolean; readonly fenced: number | null })
  | (MarkBase & { readonly kind: 'left'; readonly travelling: Travelling })
  | (MarkBase & { readonly kind: 'refused'; readonly because: 'session-limit' | 'idempotency-key-reused' });

type MarkRow = {
  id: string;
  what: Mark['what'];
  kind: Mark['kind'];
  rev: number;
  via: number;
  home: string;
  at: number;
  rec: string;
};

export class MarkTable {
  static readonly schema = `
    CREATE TABLE mark (id TEXT PRIMARY KEY, what TEXT NOT NULL, kind TEXT NOT NULL, rev INTEGER NOT NULL,
      via INTEGER NOT NULL, home TEXT NOT NULL, at INTEGER NOT NULL, rec TEXT NOT NULL);
    CREATE INDEX mark_at ON mark (at);`;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  put(mark: Mark): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO mark (id, what, kind, rev, via, home, at, rec) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      mark.id,
      mark.what,
      mark.kind,
      mark.rev,
      mark.via,
      mark.home,
      mark.at,
      JSON.stringify(detailOf(mark)),
    );
  }

  get(id: string): Mark | null {
    const row = this.#sql.exec<MarkRow>('SELECT * FROM mark WHERE id = ?', id).toArray()[0];
    return row ? markOf(row) : null;
  }

  /** Another life of the id begins here. */
  drop(id: string): void {
    this.#sql.exec('DELETE FROM mark WHERE id = ?', id);
  }

  /** By id and revision: a mark of a later life of the same id stays. */
  forget(id: string, rev: number): void {
    this.#sql.exec('DELETE FROM mark WHERE id = ? AND rev = ?', id, rev);
  }

  oldest(): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT min(at) AS at FROM mark').one().at;
  }

  writtenUntil(at: number, limit: number): Mark[] {
    return this.#sql
      .exec<MarkRow>('SELECT * FROM mark WHERE at <= ? ORDER BY at LIMIT ?', at, limit)
      .toArray()
      .map(markOf);
  }

  left(): { readonly id: string; readonly home: string }[] {
    return this.#sql.exec<{ id: string; home: string }>(`SELECT id, home FROM mark WHERE kind = 'left'`).toArray();
  }

  ended(): Pick<Mark, 'id' | 'what' | 'rev'>[] {
    return this.#sql
      .exec<Pick<MarkRow, 'id' | 'what' | 'rev'>>(`SELECT id, what, rev FROM mark WHERE kind = 'ended'`)
      .toArray();
  }
}

function detailOf(mark: Mark): unknown {
  switch (mark.kind) {
    case 'ended':
      return { arrived: mark.arrived, fenced: mark.fenced };
    case 'left':
      return mark.travelling;
    case 'refused':
      return mark.because;
  }
}

function markOf({ rec, ...row }: MarkRow): Mark {
  const detail = JSON.parse(rec);
  switch (row.kind) {
    case 'ended':
      return { ...row, kind: 'ended', ...detail };
    case 'left':
      return { ...row, kind: 'left', travelling: detail };
    case 'refused':
      return { ...row, kind: 'refused', because: detail };
  }
}
