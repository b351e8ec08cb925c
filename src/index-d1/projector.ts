/**
 * Projection: an object tells the index what became of its ids (consistency.md, "Project"). Guarantees: one transaction;
 * idempotent and ordered by revision alone, so it may run twice, late or out of order; the fences over the live rows' sids
 * are read in the same transaction, so no removal by sid falls between the two. At most six statements, four where all of it
 * has ended, whatever the number of rows.
 *
 * Relies on the caller to bound the bytes of the whole.
 */
import type { Meter } from '../session/cost.ts';
import { clientOf, clientsNamed } from './client-rows.ts';
import { D1Client } from './d1-client.ts';
import { putDeliveries } from './delivery-rows.ts';
import { fenceOf, fencesOver } from './fence.ts';
import { putGrants } from './grant-rows.ts';
import { addHistory } from './history-rows.ts';
import type { LiveGrantRow, LiveRow, Projectable, ProjectionAnswer } from './index-row.ts';
import { putSessions } from './session-rows.ts';

export async function projectRows(
  db: D1Database,
  meter: Meter,
  { sessions, grants, history, deliveries }: Projectable,
): Promise<ProjectionAnswer> {
  const liveSessions = sessions.filter((row) => row.state === 'live');
  const liveGrants = grants.filter((row) => row.state === 'live');
  const [, , , , fences, clients] = await new D1Client(db, meter).write(
    ifAny(sessions, putSessions),
    ifAny(grants, putGrants),
    ifAny(history, addHistory),
    ifAny(deliveries, putDeliveries),
    ifAny(sidsOf(liveSessions, liveGrants), fencesOver),
    ifAny([...new Set(liveSessions.flatMap(({ clientIds }) => clientIds))], clientsNamed),
  );
  return { fences: fences.map(fenceOf), clients: clients.map(clientOf) };
}

const ifAny = <Row, Statement>(rows: readonly Row[], statement: (rows: readonly Row[]) => Statement) =>
  rows.length === 0 ? null : statement(rows);

/** Each pair once. Grants are in no partition. */
function sidsOf(
  sessions: readonly LiveRow[],
  grants: readonly LiveGrantRow[],
): readonly (readonly [partition: string, sessionId: string])[] {
  const pairs = new Map<string, readonly [string, string]>();
  const add = (partition: string, sessionId: string) =>
    pairs.set(JSON.stringify([partition, sessionId]), [partition, sessionId]);
  for (const { partition, sessionId } of sessions) add(partition, sessionId);
  for (const { sessionId } of grants) if (sessionId !== null) add('', sessionId);
  return [...pairs.values()];
}
