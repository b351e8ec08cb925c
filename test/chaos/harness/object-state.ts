/** What stands in the tables of one object, read past its calls. An object that deleted itself has no tables. */
export interface RecordState {
  readonly id: string;
  readonly subject: string;
  readonly sid: string;
  readonly display_name: string;
  readonly rev: number;
  readonly via: number;
  readonly home: string;
}

export interface WayState {
  readonly id: string;
  readonly target: string;
  readonly via: number;
  readonly src: string | null;
  readonly moving: number;
}

export interface MarkState {
  readonly id: string;
  readonly what: string;
  readonly kind: string;
  readonly via: number;
  readonly home: string;
}

export interface GrantState {
  readonly id: string;
  readonly type: string;
  readonly rev: number;
  readonly via: number;
}

export interface ObjectState {
  readonly tables: readonly string[];
  readonly records: readonly RecordState[];
  readonly grants: readonly GrantState[];
  readonly ways: readonly WayState[];
  readonly marks: readonly MarkState[];
  readonly outbox: readonly string[];
  readonly alarm: number | null;
}

export function readState(sql: SqlStorage, alarm: number | null): ObjectState {
  const tables = sql
    .exec<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
    )
    .toArray()
    .map(({ name }) => name);
  if (!tables.includes('meta')) return { tables, records: [], grants: [], ways: [], marks: [], outbox: [], alarm };
  const rows = <T>(query: string): T[] => sql.exec(query).toArray() as T[];
  return {
    tables,
    records: rows<RecordState>('SELECT id, subject, sid, display_name, rev, via, home FROM s'),
    grants: tables.includes('g') ? rows<GrantState>('SELECT id, type, rev, via FROM g') : [],
    ways: rows<WayState>('SELECT id, target, via, src, rec IS NOT NULL AS moving FROM way'),
    marks: rows<MarkState>('SELECT id, what, kind, via, home FROM mark'),
    outbox: rows<{ id: string }>('SELECT id FROM outbox').map(({ id }) => id),
    alarm,
  };
}
