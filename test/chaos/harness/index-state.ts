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

export interface HistoryState {
  readonly id: string;
  readonly revision: number;
  readonly subject: string;
  readonly sid: string;
  readonly reason: string;
  readonly actor: string;
  readonly name: string | null;
}

const HISTORY = 'SELECT id, rev AS revision, subject, sid, reason, actor, display_name AS name FROM history';

/** The ends of a session, oldest first. */
export async function historyOf(db: D1Database, id: string): Promise<readonly HistoryState[]> {
  return (await db.prepare(`${HISTORY} WHERE id = ? ORDER BY rev`).bind(id).all<HistoryState>()).results;
}

export async function historyRows(db: D1Database, subject: string): Promise<readonly HistoryState[]> {
  return (await db.prepare(`${HISTORY} WHERE subject = ?`).bind(subject).all<HistoryState>()).results;
}

export async function allHistory(db: D1Database): Promise<readonly HistoryState[]> {
  return (await db.prepare(HISTORY).all<HistoryState>()).results;
}

export interface IndexedDelivery {
  readonly id: string;
  readonly client: string;
  readonly subject: string;
  readonly sid: string;
  readonly reason: string;
  readonly status: string;
  readonly attempts: number;
}

const DELIVERY = 'SELECT id, client_id AS client, subject, sid, reason, status, attempts FROM delivery';

/** Of one session: the id of a delivery begins with the session's. */
export async function deliveriesOf(db: D1Database, id: string): Promise<readonly IndexedDelivery[]> {
  const found = await db.prepare(`${DELIVERY} WHERE substr(id, 1, 43) = ? ORDER BY id`).bind(id).all<IndexedDelivery>();
  return found.results;
}

export async function allDeliveries(db: D1Database): Promise<readonly IndexedDelivery[]> {
  return (await db.prepare(DELIVERY).all<IndexedDelivery>()).results;
}

export interface IndexedGrant {
  readonly id: string;
  readonly route: string;
  readonly state: 'live' | 'ended';
  readonly revision: number;
  readonly subject: string | null;
  readonly sid: string | null;
  readonly type: string | null;
  readonly client: string | null;
}

const GRANT = 'SELECT id, route, state, rev AS revision, subject, sid, type, client_id AS client FROM gx';

export async function grantRow(db: D1Database, id: string): Promise<IndexedGrant | null> {
  return db.prepare(`${GRANT} WHERE id = ?`).bind(id).first<IndexedGrant>();
}

export async function grantRows(db: D1Database): Promise<readonly IndexedGrant[]> {
  return (await db.prepare(GRANT).all<IndexedGrant>()).results;
}

export async function grantIndexRow(
  db: D1Database,
  id: string,
): Promise<Pick<IndexState, 'route' | 'state' | 'revision'> | null> {
  return db.prepare('SELECT route, state, rev AS revision FROM gx WHERE id = ?').bind(id).first();
}

export async function deliveriesOfSubject(db: D1Database, subject: string): Promise<readonly IndexedDelivery[]> {
  return (await db.prepare(`${DELIVERY} WHERE subject = ?`).bind(subject).all<IndexedDelivery>()).results;
}

const count = async (statement: D1PreparedStatement): Promise<number> =>
  (await statement.first<{ n: number }>())?.n ?? 0;

/** Live ones. */
export const sessionsOfRoute = (db: D1Database, route: string): Promise<number> =>
  count(db.prepare(`SELECT count(*) AS n FROM ix WHERE route = ? AND state = 'live'`).bind(route));

export const grantsOfSubject = (db: D1Database, subject: string): Promise<number> =>
  count(db.prepare(`SELECT count(*) AS n FROM gx WHERE subject = ? AND state = 'live'`).bind(subject));

export const historyOfSubject = (db: D1Database, subject: string): Promise<number> =>
  count(db.prepare('SELECT count(*) AS n FROM history WHERE subject = ?').bind(subject));
