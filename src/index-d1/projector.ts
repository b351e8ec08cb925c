/**
 * Projection: an object tells the index what became of its ids (consistency.md, "Project"). Guarantees: idempotent and
 * ordered by revision alone, so it may run twice, late or out of order; the fences over the rows' sids are read in the
 * same transaction, so no removal by sid falls between the two.
 *
 * Relies on the caller to send each id once, and rows that are below 1 MB together.
 */
import { sql } from 'drizzle-orm';
import type { Meter } from '../session/cost.ts';
import { endOf } from '../session/lifetime.ts';
import { foldName } from '../session/session-filter.ts';
import { D1Client } from './d1-client.ts';
import { type FenceRow, toFence } from './fence.ts';
import type { Fence, IndexRow } from './index-row.ts';

/** A row as the statement takes it: an ended one has nothing more, so all the rest becomes null. */
const sent = (row: IndexRow) =>
  row.state === 'ended'
    ? row
    : { ...row, nameFolded: row.displayName === null ? null : foldName(row.displayName), ends: endOf(row) };

/** 6 rows written for a new session that expires, 4 for a renewal, 3 for an end, none for what is not newer. */
export async function projectRows(
  db: D1Database,
  meter: Meter,
  rows: readonly IndexRow[],
): Promise<{ readonly fences: readonly Fence[] }> {
  const json = JSON.stringify(rows.map(sent));
  const [, fences] = await new D1Client(db, meter).write(
    sql`INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
          device, created, renewed, expires, absolute_expires, ends)
        SELECT value ->> 'id', value ->> 'route', value ->> 'home', value ->> 'partition', value ->> 'state',
          value ->> 'revision', value ->> 'at', value ->> 'subjectId', value ->> 'sessionId', value ->> 'scheme',
          value ->> 'displayName', value ->> 'nameFolded', value ->> 'device', value ->> 'created',
          value ->> 'renewed', value ->> 'expires', value ->> 'absoluteExpires', value ->> 'ends'
        FROM json_each(${json}) WHERE true
        ON CONFLICT (id) DO UPDATE SET route = excluded.route, home = excluded.home, partition = excluded.partition,
          state = excluded.state, rev = excluded.rev, at = excluded.at, subject = excluded.subject,
          sid = excluded.sid, scheme = excluded.scheme, display_name = excluded.display_name,
          name_folded = excluded.name_folded, device = excluded.device, created = excluded.created,
          renewed = excluded.renewed, expires = excluded.expires, absolute_expires = excluded.absolute_expires,
          ends = excluded.ends
        WHERE excluded.rev > ix.rev`,
    sql<FenceRow>`SELECT partition, sid, kind, reason, actor, t FROM fence
        WHERE (partition, sid) IN (
          SELECT value ->> 'partition', value ->> 'sessionId' FROM json_each(${json}) WHERE value ->> 'state' = 'live')
        ORDER BY n`,
  );
  return { fences: fences.map(toFence) };
}
