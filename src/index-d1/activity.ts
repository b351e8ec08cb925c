/**
 * Sign-ins and ends by the hour, counted from the rows that tell of them. Guarantees: counting an hour again sets its numbers
 * anew, so that it may happen twice, at once, or in a run that goes no further; reads are ranges of indexes: what was created in
 * these hours and lives, and what has ended since they began.
 *
 * A sign-in is a session that began: of one person, under one sid. It counts in the hour of its `created`, alive or ended; a
 * renewal is none, a key that goes to another person or sid begins another session, and an update that keeps `created` does not.
 * Ends are the entries of history, in the hour of `ended`. Sessions of a partition (BFF) have no history, and count nowhere.
 */
import { type ActivityHour, type ActivityQuery, HOUR } from '../session/activity.ts';
import { END_REASONS } from '../session/ending.ts';
import type { D1Client } from './d1-client.ts';
import { identifier, join, SQL, sql } from './sql.ts';

/** A literal: D1 binds a number as a REAL. */
const hour = new SQL(String(HOUR), []);

/** A column of the table each. */
const reasons = join(END_REASONS.map(identifier), ', ');
const ofEachReason = join(
  END_REASONS.map((reason) => sql`total(reason = ${reason})`),
  ', ',
);
const inColumns = join(
  END_REASONS.map((_, at) => new SQL(`ended ->> ${at}`, [])),
  ', ',
);

/**
 * Both are the beginnings of hours. Hours in which nothing went on get a row too. Each hour takes its own ranges, where SQLite
 * sorts nothing; only what has ended is grouped by when it began. Of entries of one session, which an update has left with the
 * same `created`, the last counts.
 */
export async function countActivity(client: D1Client, { from, to }: ActivityQuery): Promise<void> {
  await client.write(sql`
    WITH RECURSIVE hours (start) AS (
        SELECT CAST(${from} AS INTEGER) UNION ALL SELECT start + ${hour} FROM hours WHERE start + ${hour} < ${to}),
      begun (start, n) AS MATERIALIZED (
        SELECT created - created % ${hour}, count(*) FROM history AS one INDEXED BY history_ended
        WHERE ended >= ${from} AND created >= ${from} AND created < ${to} AND NOT (reason = 'replaced' AND (
          EXISTS (SELECT 1 FROM ix WHERE id = one.id AND created = one.created AND state = 'live')
          OR EXISTS (SELECT 1 FROM history WHERE id = one.id AND rev > one.rev AND created = one.created)))
        GROUP BY 1),
      told (start, begun, ended) AS MATERIALIZED (
        SELECT start,
          (SELECT count(*) FROM ix INDEXED BY ix_order
            WHERE state = 'live' AND partition = '' AND created >= start AND created < start + ${hour})
          + coalesce((SELECT n FROM begun WHERE begun.start = hours.start), 0),
          (SELECT json_array(${ofEachReason})
            FROM history INDEXED BY history_ended WHERE history.ended >= start AND history.ended < start + ${hour})
        FROM hours)
    INSERT OR REPLACE INTO activity (hour, sign_ins, ${reasons}) SELECT start, begun, ${inColumns} FROM told`);
}

type ActivityRow = Pick<ActivityHour, 'hour' | 'signIns'> & ActivityHour['endings'];

/** The hours that begin in this time and have been counted, in order. */
export async function activityIn(client: D1Client, { from, to }: ActivityQuery): Promise<readonly ActivityHour[]> {
  const [rows] = await client.read(sql<ActivityRow>`
    SELECT hour, sign_ins AS signIns, ${reasons} FROM activity WHERE hour >= ${from} AND hour < ${to} ORDER BY hour`);
  return rows.map(({ hour, signIns, ...endings }) => ({ hour, signIns, endings }));
}

/** The last hour that has been counted; null: none. */
export async function lastCounted(client: D1Client): Promise<number | null> {
  const [rows] = await client.read(
    sql<{ readonly hour: number }>`SELECT hour FROM activity ORDER BY hour DESC LIMIT 1`,
  );
  return rows[0]?.hour ?? null;
}
