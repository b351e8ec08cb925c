/**
 * What cron asks of the index: forget what is old, walk the rows, mend one, remember where it was. Guarantees: every
 * call is bounded, idempotent and uses an index. Removed rows are counted with changes(), because `meta.changes` counts
 * rows that triggers touch too, and RETURNING is one more row read for each.
 */
import type { D1Client } from './d1-client.ts';
import type { Located } from './index-row.ts';
import { type SQL, sql } from './sql.ts';

/** One live row of the drift check, of any partition. */
export interface SampledRow extends Located {
  /** Where the walk goes on. */
  readonly n: number;
  readonly revision: number;
}

async function removed(client: D1Client, statement: SQL): Promise<number> {
  const [, [told]] = await client.write(statement, sql<{ readonly n: number }>`SELECT changes() AS n`);
  return told?.n ?? 0;
}

/** Tombstones that were written before `before`, the oldest first. */
export const purgeTombstones = (client: D1Client, before: number, limit: number): Promise<number> =>
  removed(
    client,
    sql`DELETE FROM ix WHERE n IN (SELECT n FROM ix WHERE state = 'ended' AND at < ${before} ORDER BY at LIMIT ${limit})`,
  );

export const purgeGrantTombstones = (client: D1Client, before: number, limit: number): Promise<number> =>
  removed(
    client,
    sql`DELETE FROM gx WHERE n IN (SELECT n FROM gx WHERE state = 'ended' AND at < ${before} ORDER BY at LIMIT ${limit})`,
  );

/** Of sessions that ended before `before`. */
export const purgeHistory = (client: D1Client, before: number, limit: number): Promise<number> =>
  removed(
    client,
    sql`DELETE FROM history
        WHERE n IN (SELECT n FROM history WHERE ended < ${before} ORDER BY ended LIMIT ${limit})`,
  );

/** Delivered and dead ones that were queued before `before`. One that is pending stays, however old it is. */
export const purgeDeliveries = (client: D1Client, before: number, limit: number): Promise<number> =>
  removed(
    client,
    sql`DELETE FROM delivery WHERE n IN (
          SELECT n FROM delivery WHERE created < ${before} AND status <> 'pending' ORDER BY created LIMIT ${limit})`,
  );

export const purgeFences = (client: D1Client, before: number, limit: number): Promise<number> =>
  removed(
    client,
    sql`DELETE FROM fence WHERE n IN (SELECT n FROM fence WHERE t < ${before} ORDER BY t LIMIT ${limit})`,
  );

export const purgeActivity = (client: D1Client, before: number, limit: number): Promise<number> =>
  removed(
    client,
    sql`DELETE FROM activity WHERE hour IN (SELECT hour FROM activity WHERE hour < ${before} ORDER BY hour LIMIT ${limit})`,
  );

/** A live row that no object has (consistency.md, "Mend"): only the revision that was looked at. Says whether it went. */
export const removeGhost = async (client: D1Client, id: string, revision: number): Promise<boolean> =>
  (await removed(client, sql`DELETE FROM ix WHERE id = ${id} AND rev = ${revision}`)) > 0;

/** Rows after `afterN` in the order of their numbers: at most `limit` rows are read, the live ones of them returned. */
export async function sample(
  client: D1Client,
  afterN: number,
  limit: number,
): Promise<{ readonly rows: readonly SampledRow[]; readonly next: number | null }> {
  const [walked] = await client.read(sql<SampledRow & { readonly state: 'live' | 'ended' }>`
      SELECT n, id, route, home, rev AS revision, state FROM ix WHERE n > ${afterN} ORDER BY n LIMIT ${limit}`);
  const rows = walked.flatMap(({ state, ...row }) => (state === 'live' ? [row] : []));
  return { rows, next: walked.length === limit ? (walked.at(-1)?.n ?? null) : null };
}

/** The value that scheduled work left under a name, or null. */
export async function cursor(client: D1Client, name: string): Promise<string | null> {
  const [rows] = await client.read(sql<{ readonly value: string }>`SELECT value FROM cron_state WHERE name = ${name}`);
  return rows[0]?.value ?? null;
}

/** Null forgets it. */
export async function setCursor(client: D1Client, name: string, value: string | null): Promise<void> {
  await client.write(
    value === null
      ? sql`DELETE FROM cron_state WHERE name = ${name}`
      : sql`INSERT INTO cron_state (name, value) VALUES (${name}, ${value})
            ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
}
