/** D1 as the project uses it: its own projector and queries, on the database of this world. */
import type { Projectable } from '../../../src/index-d1/index-row.ts';
import { projectRows } from '../../../src/index-d1/projector.ts';
import { SessionIndex } from '../../../src/index-d1/session-index.ts';
import { Meter } from '../../../src/session/cost.ts';
import type { Projected } from '../../../src/subject/ports.ts';
import { watched } from './binds.ts';

export async function projectInto(db: D1Database, rows: Projectable): Promise<Projected> {
  const meter = new Meter();
  const answer = await projectRows(watched(db), meter, rows);
  return { ...answer, cost: meter.total };
}

export const realIndex = (db: D1Database): SessionIndex => new SessionIndex(db, new Meter());

export async function registrationsIn(db: D1Database, clientIds: readonly string[]) {
  const meter = new Meter();
  const clients = await new SessionIndex(db, meter).registrations(clientIds);
  return { clients, cost: meter.total };
}
