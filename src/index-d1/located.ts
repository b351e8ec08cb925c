/**
 * Where live sessions are: by sid, by id, by expiry. Guarantees: every list is in the order of an index and goes on
 * after a position, so that a caller can work through any number of rows in bounded steps.
 */
import type { SessionSummary } from '../session/server-side-session.ts';
import type { D1Client } from './d1-client.ts';
import type { Located } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { LISTED, SUMMARY_COLUMNS } from './listed.ts';
import { type SQL, sql } from './sql.ts';

/** A place in the order of lists: by created, then id. */
export interface Position {
  readonly created: number;
  readonly id: string;
}

export type LocatedInOrder = Located & Position;

/** The live sessions under a sid, after a position. */
export const locatedBySid = (
  partition: string,
  sessionId: string,
  after: Position | null,
  limit: number,
): SQL<LocatedInOrder> =>
  sql<LocatedInOrder>`SELECT id, route, home, created FROM ix
      WHERE sid = ${sessionId} AND partition = ${partition} AND state = 'live'
      ${after === null ? sql`` : sql`AND (created, id) > (${after.created}, ${after.id})`}
      ORDER BY created, id LIMIT ${limit}`;

/** A place in the order of sessions under a sid over partitions. */
export interface PartitionPosition extends Position {
  readonly partition: string;
}

export type LocatedInPartition = Located & PartitionPosition;

/** The live sessions under a sid in these partitions, by partition, created, then id. */
export const locatedInPartitions = (
  partitions: readonly string[],
  sessionId: string,
  after: PartitionPosition | null,
  limit: number,
): SQL<LocatedInPartition> =>
  sql<LocatedInPartition>`SELECT id, route, home, partition, created FROM ix
      WHERE sid = ${sessionId} AND partition IN (SELECT value FROM ${jsonRows(partitions)}) AND state = 'live'
      ${after === null ? sql`` : sql`AND (partition, created, id) > (${after.partition}, ${after.created}, ${after.id})`}
      ORDER BY partition, created, id LIMIT ${limit}`;

/** A session that was asked for by its public id. */
export interface LocatedOfSubject extends Located {
  readonly subjectId: string;
  readonly sessionId: string;
}

/** Those of the ids that are ordinary live sessions, expired ones too. */
export const locatedByIds = (ids: readonly string[]): SQL<LocatedOfSubject> =>
  sql`SELECT id, route, home, subject AS subjectId, sid AS sessionId FROM ix
      WHERE id IN (SELECT value FROM ${jsonRows(ids)}) AND ${LISTED}`;

/** One session as a list would show it, by its public id. */
export async function summaryById(client: D1Client, id: string): Promise<SessionSummary | null> {
  const [rows] = await client.read(
    sql<SessionSummary>`SELECT ${SUMMARY_COLUMNS} FROM ix WHERE id = ${id} AND ${LISTED}`,
  );
  return rows[0] ?? null;
}

/** A session that has expired by what the index knows: its object tests again. */
export interface ExpiredRow extends Located {
  readonly partition: string;
  readonly ends: number;
}

export type ExpiredPosition = Pick<ExpiredRow, 'ends' | 'id'>;

/** Ordinary sessions, those of partitions (BFF), or both. */
export type ExpiredOf = 'sessions' | 'partitions' | 'both';

const OF: Readonly<Record<ExpiredOf, SQL>> = {
  sessions: sql`AND partition = ''`,
  partitions: sql`AND partition <> ''`,
  both: sql``,
};

/** Live rows whose end is not after `now`, the longest expired first. */
export async function expiredRows(
  client: D1Client,
  now: number,
  after: ExpiredPosition | null,
  limit: number,
  of: ExpiredOf = 'both',
): Promise<readonly ExpiredRow[]> {
  const [rows] = await client.read(sql<ExpiredRow>`SELECT id, route, home, partition, ends FROM ix
      WHERE state = 'live' AND ends IS NOT NULL AND ends <= ${now} ${OF[of]}
      ${after === null ? sql`` : sql`AND (ends, id) > (${after.ends}, ${after.id})`}
      ORDER BY ends, id LIMIT ${limit}`);
  return rows;
}
