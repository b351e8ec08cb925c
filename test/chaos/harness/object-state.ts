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
  readonly subject: string | null;
  readonly sid: string | null;
  readonly client: string | null;
  readonly creation: number;
  readonly rev: number;
  readonly via: number;
  readonly home: string;
}

export interface DeliveryState {
  readonly id: string;
  readonly client: string;
  readonly sid: string;
  readonly status: string;
  readonly attempts: number;
  readonly failures: number;
  readonly next: number | null;
}

export interface ObjectState {
  readonly tables: readonly string[];
  readonly records: readonly RecordState[];
  readonly ways: readonly WayState[];
  readonly marks: readonly MarkState[];
  readonly outbox: readonly string[];
  readonly grants: readonly GrantState[];
  readonly deliveries: readonly DeliveryState[];
  readonly revocations: number;
  readonly alarm: number | null;
}

const NOTHING = { records: [], ways: [], marks: [], outbox: [], grants: [], deliveries: [], revocations: 0 };

export function readState(sql: SqlStorage, alarm: number | null): ObjectState {
  const tables = sql
    .exec<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
    )
    .toArray()
    .map(({ name }) => name);
  if (!tables.includes('meta')) return { ...NOTHING, tables, alarm };
  const rows = <T>(query: string): T[] => sql.exec(query).toArray() as T[];
  const ifThere = <T>(table: string, query: string): T[] => (tables.includes(table) ? rows<T>(query) : []);
  return {
    tables,
    records: rows<RecordState>('SELECT id, subject, sid, display_name, rev, via, home FROM s'),
    ways: rows<WayState>('SELECT id, target, via, src, rec IS NOT NULL AS moving FROM way'),
    marks: rows<MarkState>('SELECT id, what, kind, via, home FROM mark'),
    outbox: rows<{ id: string }>('SELECT id FROM outbox').map(({ id }) => id),
    grants: ifThere<GrantState>(
      'g',
      'SELECT id, type, subject, sid, client_id AS client, creation_time AS creation, rev, via, home FROM g',
    ),
    deliveries: ifThere<DeliveryState>(
      'delivery',
      'SELECT id, client_id AS client, sid, status, attempts, failures, next_attempt AS next FROM delivery',
    ),
    revocations: rows('SELECT 1 FROM revocation').length,
    alarm,
  };
}
