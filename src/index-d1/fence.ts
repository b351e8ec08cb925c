/**
 * Fences: a removal by sid alone, remembered in D1 (consistency.md, "Delete by sid"). Guarantees: the fence is written
 * in the transaction that reads where the sid's sessions and grants are, so what the index does not know yet finds the
 * fence at its first projection.
 */
import type { D1Client } from './d1-client.ts';
import { type LocatedGrant, locatedGrantsBySid } from './grant-look.ts';
import type { Fence } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { type LocatedInOrder, type LocatedInPartition, locatedBySid, locatedInPartitions } from './located.ts';
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

/** A removal by sid alone. Without a kind it takes nothing of its partition that could be missed: no fence is left there. */
export interface SidRemoval extends Omit<Fence, 'kind'> {
  readonly kinds: readonly Fence['kind'][];
  /** Partitions whose sessions it takes as well; fenced, unless it only counts. */
  readonly alsoIn?: { readonly partitions: readonly string[]; readonly fenced: boolean };
}

/** What the index knows under the sid, at most `limit` of each; further calls of the `locate…BySid` kind give the rest. */
export interface SidLocated {
  readonly sessions: readonly LocatedInOrder[];
  /** Of the further partitions. */
  readonly inPartitions: readonly LocatedInPartition[];
  /** Empty where the removal takes no grants. */
  readonly grants: readonly LocatedGrant[];
}

export async function fenceAndLocate(
  client: D1Client,
  { kinds, alsoIn = NOWHERE, limit, ...removal }: SidRemoval & { readonly limit: number },
): Promise<SidLocated> {
  const { partition, sessionId } = removal;
  const fences = [
    ...kinds.map((kind) => ({ partition, kind })),
    ...(alsoIn.fenced ? alsoIn.partitions.map((other) => ({ partition: other, kind: 'session' as const })) : []),
  ];
  const { partitions } = alsoIn;
  const [, sessions, inPartitions, grants] = await client.write(
    fences.length === 0 ? null : setFences(removal, fences),
    locatedBySid(partition, sessionId, null, limit),
    partitions.length === 0 ? null : locatedInPartitions(partitions, sessionId, null, limit),
    kinds.some((kind) => kind !== 'session') ? locatedGrantsBySid(sessionId, 0, limit) : null,
  );
  return { sessions, inPartitions, grants };
}

const NOWHERE = { partitions: [], fenced: false };

/** One row for each kind and partition. */
const setFences = (
  { sessionId, clients, reason, actor, onBehalfOf, notify, at }: Omit<Fence, 'kind' | 'partition'>,
  fences: readonly Pick<Fence, 'partition' | 'kind'>[],
): SQL =>
  sql`INSERT INTO fence (partition, sid, kind, clients, reason, actor, on_behalf_of, notify, t)
      SELECT value ->> 'partition', ${sessionId}, value ->> 'kind', ${clients === null ? null : JSON.stringify(clients)},
        ${reason}, ${actor}, ${onBehalfOf}, ${Number(notify)}, ${at} FROM ${jsonRows(fences)}`;
