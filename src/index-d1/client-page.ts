/**
 * The list of clients. Contract: "Clients", "QueryResult". Guarantees: by client id in the order of its UTF-8 bytes (SQLite
 * compares them, not JavaScript, whose order is that of UTF-16); a walk in either direction shows every client that stays
 * exactly once; at most `size + 3` rows read, and 20,002 more for totals.
 */
import type { Client } from '../client/client.ts';
import type { ClientQuery, ClientQueryOutcome } from '../client/client-store.ts';
import { CLIENT_ORDER, type ClientGap, packClientPlace, unpackClientPlace } from './client-place.ts';
import { CLIENT_COLUMNS, type ClientRow, clientOf } from './client-rows.ts';
import type { D1Client } from './d1-client.ts';
import type { Direction } from './gap.ts';
import { lookAtList } from './list-look.ts';
import { listPage, type PagedList } from './list-page.ts';
import type { Listing } from './listing.ts';
import type { Look, LookRequest } from './look.ts';
import { bounds, type Path, type Stretch } from './path.ts';
import { type SQL, sql } from './sql.ts';

const LIST: PagedList<Client, ClientGap, 'clients'> = {
  kind: 'clients',
  order: CLIENT_ORDER,
  pack: packClientPlace,
  unpack: unpackClientPlace,
};

/** The list has no filters; its tokens open for it alone all the same. */
const NO_FILTERS = {};

/** `keys` of the results token: the first writes, all read. */
export async function clientPage(
  d1: D1Client,
  query: ClientQuery,
  keys: readonly CryptoKey[],
): Promise<ClientQueryOutcome> {
  const found = await listPage(LIST, query, NO_FILTERS, keys, (request) => lookAtClients(d1, request));
  return found.outcome === 'page' ? { outcome: 'page', page: found.page } : found;
}

async function lookAtClients(d1: D1Client, request: LookRequest<ClientGap>): Promise<Look<Client, ClientGap>> {
  const { rows, ...seen } = await lookAtList(d1, LISTING, PATH, request);
  return { ...seen, rows: rows.map(clientOf) };
}

const beyond = ({ clientId, side }: ClientGap, direction: Direction): SQL => {
  if (direction === 'forward') return side === 'after' ? sql`client_id > ${clientId}` : sql`client_id >= ${clientId}`;
  return side === 'before' ? sql`client_id < ${clientId}` : sql`client_id <= ${clientId}`;
};

const LISTING: Listing<ClientRow, ClientGap> = {
  ...CLIENT_ORDER,
  table: sql`client`,
  columns: CLIENT_COLUMNS,
  beyond,
};

const stretched = (columns: SQL, { gap, direction, ...limits }: Stretch<ClientGap>): SQL =>
  sql`SELECT ${columns} FROM client WHERE ${beyond(gap, direction)}
      ORDER BY client_id ${direction === 'forward' ? sql`ASC` : sql`DESC`} ${bounds(limits)}`;

const PATH: Path<ClientGap> = {
  rows: (stretch) => stretched(sql`*`, stretch),
  places: (stretch) => stretched(sql`client_id`, stretch),
};
