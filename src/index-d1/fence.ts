/**
 * Fences: a removal by sid alone, remembered in D1 (consistency.md, "Delete by sid"). Guarantees: the fence is written
 * in the transaction that reads where the sid's sessions and grants are, so what the index does not know yet finds the
 * fence at its first projection.
 */
import type { D1Client } from './d1-client.ts';
import { type LocatedGrant, locatedGrantsBySid } from './grant-look.ts';
import type { Fence } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { type LocatedInOrder, locatedBySid } from './located.ts';
import { type SQL, sql } from './sql.ts';

interface FenceRow extends Omit<Fence, 'clients' | 'notify'> {
  readonly clients: string | null;
  readonly notify: 0 | 1;
}

/** The fences over these pairs of partition and sid, in the order in which they were set. */
export const fencesOver = (pairs: readonly (readonly [partition: string, sessionId: string])[]): SQL<FenceRow> =>
  sql`SELECT partition, sid AS sessionId, kind, clients, reason, actor, on_behalf_of AS onBehalfOf, notify, t AS at
      FROM fence WHERE (partition, sid) IN (SELECT value ->> 0, value ->> 1 FROM ${jsonRows(pairs)}) ORDER BY n`;

export const fenceOf = ({ clients, notify, ...row }: FenceRow): Fence => ({
  ...row,
  clients: clients === null ? null : (JSON.parse(clients) as string[]),
  notify: notify === 1,
});

/** A removal by sid alone. Without a kind it takes nothing that could be missed, and leaves no fence. */
export interface SidRemoval extends Omit<Fence, 'kind'> {
  readonly kinds: readonly Fence['kind'][];
}

/** What the index knows under the sid, at most `limit` of each; `locateBySid` and `locateGrantsBySid` give the rest. */
export interface SidLocated {
  readonly sessions: readonly LocatedInOrder[];
  /** Empty where the removal takes no grants. */
  readonly grants: readonly LocatedGrant[];
}

export async function fenceAndLocate(
  client: D1Client,
  { kinds, limit, ...removal }: SidRemoval & { readonly limit: number },
): Promise<SidLocated> {
  const { partition, sessionId } = removal;
  const [, sessions, grants] = await client.write(
    kinds.length === 0 ? null : setFences(removal, kinds),
    locatedBySid(partition, sessionId, null, limit),
    kinds.some((kind) => kind !== 'session') ? locatedGrantsBySid(sessionId, 0, limit) : null,
  );
  return { sessions, grants };
}

/** One row for each kind. */
const setFences = (
  { partition, sessionId, clients, reason, actor, onBehalfOf, notify, at }: Omit<Fence, 'kind'>,
  kinds: readonly Fence['kind'][],
): SQL =>
  sql`INSERT INTO fence (partition, sid, kind, clients, reason, actor, on_behalf_of, notify, t)
      SELECT ${partition}, ${sessionId}, value, ${clients === null ? null : JSON.stringify(clients)}, ${reason}, ${actor},
        ${onBehalfOf}, ${Number(notify)}, ${at} FROM json_each(${JSON.stringify(kinds)})`;
