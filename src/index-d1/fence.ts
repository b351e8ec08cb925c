/**
 * Fences: a removal by sid alone, remembered in D1 (consistency.md, "Delete by sid"). Guarantees: the fence is written
 * in the transaction that reads where the sid's sessions are, so a session that the index does not know yet finds the
 * fence at its first projection.
 */
import { sql } from 'drizzle-orm';
import type { D1Client } from './d1-client.ts';
import type { Fence } from './index-row.ts';
import { type LocatedInOrder, locatedBySid } from './located.ts';

export interface FenceRow {
  readonly partition: string;
  readonly sid: string;
  readonly kind: Fence['kind'];
  readonly reason: string;
  readonly actor: string;
  readonly t: number;
}

export const toFence = ({ partition, sid, kind, reason, actor, t }: FenceRow): Fence => ({
  partition,
  sessionId: sid,
  kind,
  reason,
  actor,
  at: t,
});

/** A removal by sid that takes the sessions. */
export interface SidRemoval {
  readonly partition: string;
  readonly sessionId: string;
  readonly reason: string;
  readonly actor: string;
  /** Milliseconds since the epoch, by the clock of the Worker that removes. */
  readonly at: number;
}

/** Of the sessions at most `limit`, by created, then id: `locateBySid` after the last one gives the rest. */
export async function fenceAndLocate(
  client: D1Client,
  removal: SidRemoval & { readonly limit: number },
): Promise<readonly LocatedInOrder[]> {
  const { partition, sessionId, reason, actor, at, limit } = removal;
  const [, located] = await client.write(
    sql`INSERT INTO fence (partition, sid, kind, clients, reason, actor, notify, t)
        VALUES (${partition}, ${sessionId}, 'session', NULL, ${reason}, ${actor}, 0, ${at})`,
    locatedBySid(partition, sessionId, null, limit),
  );
  return located;
}
