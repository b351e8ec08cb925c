/**
 * Rotation: which envelopes were sealed with another key of the ring than the one that seals now, and that they no longer are.
 * Guarantees: every call is bounded; sealing again is no change of a record, and leaves its revision. An object's own later
 * word always stands: what is told of an older revision than the index has is ignored.
 */
import type { D1Client } from './d1-client.ts';
import type { Located } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { type SQL, sql } from './sql.ts';

export type Sealed = 'sessions' | 'grants';

/** Sessions of every partition. */
const TABLE = {
  sessions: { name: sql`ix`, byId: sql`ix_id` },
  grants: { name: sql`gx`, byId: sql`gx_id` },
} as const satisfies Record<Sealed, { readonly name: SQL; readonly byId: SQL }>;

export interface SealedRow extends Located {
  /** Where the walk goes on. */
  readonly n: number;
  readonly revision: number;
  /** Null: the index does not know. */
  readonly keyId: string | null;
}

/** Live rows after `afterN` in the order of their numbers, of at most `limit` rows read; `next` is null at the end. */
export async function sealedByOtherKeys(
  client: D1Client,
  of: Sealed,
  keyId: string,
  afterN: number,
  limit: number,
): Promise<{ readonly rows: readonly SealedRow[]; readonly next: number | null }> {
  const [walked] = await client.read(sql<SealedRow & { readonly other: 0 | 1 }>`
      SELECT n, id, route, home, rev AS revision, key_id AS keyId, state = 'live' AND key_id IS NOT ${keyId} AS other
      FROM ${TABLE[of].name} WHERE n > ${afterN} ORDER BY n LIMIT ${limit}`);
  const rows = walked.flatMap(({ other, ...row }) => (other === 1 ? [row] : []));
  return { rows, next: walked.length === limit ? (walked.at(-1)?.n ?? null) : null };
}

/** An envelope that was sealed again, and the revision of its record then. */
export interface Resealed {
  readonly id: string;
  readonly revision: number;
}

export async function resealed(client: D1Client, of: Sealed, rows: readonly Resealed[], keyId: string): Promise<void> {
  const { name, byId } = TABLE[of];
  if (rows.length === 0) return;
  await client.write(sql`UPDATE ${name} INDEXED BY ${byId} SET key_id = ${keyId}
      FROM (SELECT value ->> 'id' AS id, value ->> 'revision' AS revision FROM ${jsonRows(rows)}) AS told
      WHERE ${name}.id = told.id AND ${name}.rev <= told.revision AND state = 'live' AND key_id IS NOT ${keyId}`);
}
