/** Fills a D1 index in bulk, with the statement shape of the projector: one JSON list for each statement. */
import { ProgressBar } from '../progress-bar.mjs';
import { Sessions } from './sessions.mjs';

const ROWS_AT_ONCE = 2_000;

const INSERT = `INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
    device, created, renewed, expires, absolute_expires, ends)
  SELECT value ->> 'id', value ->> 'route', value ->> 'route', '', 'live', value ->> 'created', value ->> 'created',
    value ->> 'subjectId', value ->> 'sessionId', value ->> 'scheme', value ->> 'displayName', value ->> 'nameFolded',
    value ->> 'device', value ->> 'created', value ->> 'created', value ->> 'expires', NULL, value ->> 'expires'
  FROM json_each(?)`;

/** @param {import('@cloudflare/workers-types').D1Database} database @param {number} count */
export async function seedIndex(database, count) {
  const sessions = new Sessions(4);
  const bar = new ProgressBar(`seeding ${count} rows`, count);
  for (let first = 0; first < count; first += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, count - first) }, (_, n) => rowOf(sessions, first + n));
    await database.prepare(INSERT).bind(JSON.stringify(rows)).run();
    bar.advance(rows.length);
  }
  bar.end();
}

/** @param {Sessions} sessions @param {number} n */
function rowOf(sessions, n) {
  const { ticket, created, renewed: _renewed, expires, ...session } = sessions.next(n >> 2);
  return {
    ...session,
    // Any two texts of the right length that differ from row to row.
    id: ticket.slice(0, 43),
    route: ticket.slice(43, 65),
    nameFolded: session.displayName.toLowerCase(),
    created: Date.parse(created),
    expires: Date.parse(expires),
  };
}
