/** D1 as the project uses it: its own projector and queries, on the database of this world. */
import type { Projectable } from '../../../src/index-d1/index-row.ts';
import { projectRows } from '../../../src/index-d1/projector.ts';
import { SessionIndex } from '../../../src/index-d1/session-index.ts';
import { Meter } from '../../../src/session/cost.ts';
import type { Projected } from '../../../src/subject/ports.ts';

export async function projectInto(db: D1Database, rows: Projectable): Promise<Projected> {
  const meter = new Meter();
  return { ...(await projectRows(db, meter, rows)), cost: meter.total };
}

export const realIndex = (db: D1Database): SessionIndex => new SessionIndex(db, new Meter());
