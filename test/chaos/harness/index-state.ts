/** What stands in the index, read past the project's own queries; and its cron's part of the rules. */
export interface IndexState {
  readonly id: string;
  readonly route: string;
  readonly home: string;
  readonly state: 'live' | 'ended';
  readonly revision: number;
  readonly subject: string | null;
  readonly sid: string | null;
  readonly display_name: string | null;
}

const COLUMNS = 'id, route, home, state, rev AS revision, subject, sid, display_name';

export async function indexRow(db: D1Database, id: string): Promise<IndexState | null> {
  return db.prepare(`SELECT ${COLUMNS} FROM ix WHERE id = ?`).bind(id).first<IndexState>();
}

export async function indexRows(db: D1Database): Promise<readonly IndexState[]> {
  return (await db.prepare(`SELECT ${COLUMNS} FROM ix`).all<IndexState>()).results;
}

export async function grantIndexRow(
  db: D1Database,
  id: string,
): Promise<Pick<IndexState, 'route' | 'state' | 'revision'> | null> {
  return db.prepare('SELECT route, state, rev AS revision FROM gx WHERE id = ?').bind(id).first();
}
