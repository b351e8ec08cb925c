/**
 * Registered clients in D1, their home. Guarantees: a change is one transaction, and every later read of the primary sees
 * it; an id is compared in bytes.
 */
import type { Client, LogoutTokenClaim, SigningAlgorithm } from '../client/client.ts';
import type { D1Client } from './d1-client.ts';
import { jsonRows } from './json-rows.ts';
import { type SQL, sql } from './sql.ts';

/** A row as D1 answers it. */
export interface ClientRow {
  readonly clientId: string;
  readonly enabled: 0 | 1;
  readonly displayName: string | null;
  readonly backChannelLogoutUri: string | null;
  readonly backChannelLogoutSessionRequired: 0 | 1;
  readonly logoutTokenClaims: string;
  readonly idTokenSignedResponseAlg: SigningAlgorithm;
  readonly coordinateLifetimeWithUserSession: 0 | 1 | null;
}

export const CLIENT_COLUMNS: SQL = sql`client_id AS clientId, enabled, display_name AS displayName,
  logout_uri AS backChannelLogoutUri, session_required AS backChannelLogoutSessionRequired, claims AS logoutTokenClaims,
  alg AS idTokenSignedResponseAlg, coordinate AS coordinateLifetimeWithUserSession`;

/** Relies on `putClient` having written the row. */
export function clientOf(row: ClientRow): Client {
  const coordinate = row.coordinateLifetimeWithUserSession;
  return {
    clientId: row.clientId,
    enabled: row.enabled === 1,
    displayName: row.displayName,
    backChannelLogoutUri: row.backChannelLogoutUri,
    backChannelLogoutSessionRequired: row.backChannelLogoutSessionRequired === 1,
    logoutTokenClaims: JSON.parse(row.logoutTokenClaims) as LogoutTokenClaim[],
    idTokenSignedResponseAlg: row.idTokenSignedResponseAlg,
    coordinateLifetimeWithUserSession: coordinate === null ? null : coordinate === 1,
  };
}

const bit = (value: boolean | null): number | null => (value === null ? null : Number(value));

/**
 * Says whether the id was there before: of two at once, exactly one finds it new. With `createOnly` the one statement that writes
 * decides: it touches no row that is there, and answers the row that it wrote.
 */
export async function putClient(
  d1: D1Client,
  client: Client,
  createOnly: boolean,
): Promise<{ readonly existed: boolean }> {
  const [before, written] = await d1.write(
    createOnly ? null : sql`SELECT 1 FROM client WHERE client_id = ${client.clientId}`,
    sql`INSERT INTO client
          (client_id, enabled, display_name, logout_uri, session_required, claims, alg, coordinate)
        VALUES (${client.clientId}, ${bit(client.enabled)}, ${client.displayName}, ${client.backChannelLogoutUri},
          ${bit(client.backChannelLogoutSessionRequired)}, ${JSON.stringify(client.logoutTokenClaims)},
          ${client.idTokenSignedResponseAlg}, ${bit(client.coordinateLifetimeWithUserSession)})
        ON CONFLICT (client_id) DO UPDATE SET enabled = excluded.enabled, display_name = excluded.display_name,
          logout_uri = excluded.logout_uri, session_required = excluded.session_required, claims = excluded.claims,
          alg = excluded.alg, coordinate = excluded.coordinate WHERE ${bit(!createOnly)} RETURNING 1`,
  );
  return { existed: createOnly ? written.length === 0 : before.length > 0 };
}

export async function getClient(d1: D1Client, clientId: string): Promise<Client | null> {
  const [rows] = await d1.read(sql<ClientRow>`SELECT ${CLIENT_COLUMNS} FROM client WHERE client_id = ${clientId}`);
  return rows[0] ? clientOf(rows[0]) : null;
}

/** Those of the ids that are registered, each once. */
export const clientsNamed = (clientIds: readonly string[]): SQL<ClientRow> =>
  sql`SELECT ${CLIENT_COLUMNS} FROM client WHERE client_id IN (SELECT value FROM ${jsonRows(clientIds)})`;

export async function deleteClient(d1: D1Client, clientId: string): Promise<void> {
  await d1.write(sql`DELETE FROM client WHERE client_id = ${clientId}`);
}
