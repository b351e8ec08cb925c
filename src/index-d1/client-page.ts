/**
 * The list of clients. Contract: "Clients", "QueryResult". Guarantees: by client id in the order of its UTF-8 bytes (SQLite
 * compares them, not JavaScript, whose order is that of UTF-16); a walk in either direction shows every client that stays
 * exactly once; at most `size + 3` rows read, and 20,002 more for totals.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { Client } from '../client/client.ts';
import type { ClientQuery, ClientQueryOutcome } from '../client/client-store.ts';
import { LIMITS } from '../session/limits.ts';
import { CLIENT_ORDER, type ClientGap, packClientPlace, unpackClientPlace } from './client-place.ts';
import { CLIENT_COLUMNS, type ClientRow, clientOf } from './client-rows.ts';
import type { D1Client } from './d1-client.ts';
import type { Direction } from './gap.ts';
import { countOf } from './list-look.ts';
import { listPage } from './list-page.ts';
import { type Look, type LookRequest, opposite } from './look.ts';

const LIST = { kind: 'clients', order: CLIENT_ORDER, pack: packClientPlace, unpack: unpackClientPlace } as const;

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

async function lookAtClients(
  d1: D1Client,
  { gap, direction, size, totals }: LookRequest<ClientGap>,
): Promise<Look<Client, ClientGap>> {
  const atStart = CLIENT_ORDER.isStart(gap);
  const [rows, behind, total, before] = await d1.read(
    sql<ClientRow>`SELECT ${CLIENT_COLUMNS} FROM client WHERE ${beyond(gap, direction)} ${inOrder(direction)}
        LIMIT ${size + 1}`,
    atStart ? null : sql`SELECT 1 FROM client WHERE ${beyond(gap, opposite(direction))} LIMIT 1`,
    totals ? counted(sql`true`) : null,
    totals && !atStart ? counted(beyond(gap, 'backward')) : null,
  );
  return {
    rows: rows.map(clientOf),
    stopped: null,
    behind: behind.length > 0,
    count: totals ? countOf(total[0]?.rows ?? 0, before[0]?.rows ?? 0) : { kind: 'not-asked' },
  };
}

const beyond = ({ clientId, side }: ClientGap, direction: Direction): SQL => {
  if (direction === 'forward') return side === 'after' ? sql`client_id > ${clientId}` : sql`client_id >= ${clientId}`;
  return side === 'before' ? sql`client_id < ${clientId}` : sql`client_id <= ${clientId}`;
};

const inOrder = (direction: Direction): SQL =>
  direction === 'forward' ? sql`ORDER BY client_id` : sql`ORDER BY client_id DESC`;

const counted = (where: SQL): SQL<{ readonly rows: number }> =>
  sql`SELECT count(*) AS rows FROM (SELECT 1 FROM client WHERE ${where} LIMIT ${LIMITS.exactTotal + 1})`;
