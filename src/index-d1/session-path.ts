/** The ways through the list of sessions in its order: all of it, or the sessions of one client. */
import { beyond, type Gap, walkOrder } from './gap.ts';
import { IN_ORDER } from './listed.ts';
import { bounds, type Path, type Stretch } from './path.ts';
import { type SQL, sql } from './sql.ts';

const stretched = (columns: SQL, source: SQL, { gap, direction, ...limits }: Stretch<Gap>): SQL =>
  sql`SELECT ${columns} FROM ${source} AND ${beyond(gap, direction)} ${walkOrder(direction)} ${bounds(limits)}`;

export const ALL_SESSIONS: Path<Gap> = {
  rows: (stretch) => stretched(sql`*`, IN_ORDER, stretch),
  places: (stretch) => stretched(sql`created, id`, IN_ORDER, stretch),
};

/** 2 rows read for each session: its row in `ix_client`, which triggers keep in the transaction of `ix`, and its own. */
export const sessionsOfClient = (clientId: string): Path<Gap> => {
  const source = sql`ix_client WHERE client_id = ${clientId}`;
  return {
    // CROSS JOIN: in this order, which is that of the list.
    rows: (stretch) =>
      sql`SELECT ix.* FROM (${stretched(sql`n`, source, stretch)}) AS of_client CROSS JOIN ix ON ix.n = of_client.n`,
    places: (stretch) => stretched(sql`created, id`, source, stretch),
  };
};
