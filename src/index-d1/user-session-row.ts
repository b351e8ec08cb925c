/** A session as session management shows it, from the index alone. */
import type { D1Client } from './d1-client.ts';
import { LISTED, USER_SESSION_COLUMNS } from './listed.ts';
import type { IndexedSession } from './look.ts';
import { sql } from './sql.ts';

/** A UserSession, its scheme, and where its record is. */
export interface IndexedUserSession extends IndexedSession {
  readonly issuer: string | null;
  /** In the order of the ticket. */
  readonly clientIds: readonly string[];
}

/** As D1 answers it. */
export interface UserSessionRow extends IndexedSession {
  readonly issuer: string | null;
  /** JSON list; null: none. */
  readonly clients: string | null;
}

export const userSessionOfRow = ({ clients, ...session }: UserSessionRow): IndexedUserSession => ({
  ...session,
  clientIds: clients === null ? [] : (JSON.parse(clients) as string[]),
});

/** One session as a list would show it, by its public id. */
export async function userSessionById(client: D1Client, id: string): Promise<IndexedUserSession | null> {
  const [rows] = await client.read(
    sql<UserSessionRow>`SELECT ${USER_SESSION_COLUMNS} FROM ix WHERE id = ${id} AND ${LISTED}`,
  );
  return rows[0] ? userSessionOfRow(rows[0]) : null;
}
