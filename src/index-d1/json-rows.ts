/**
 * Many rows in one statement: as JSON, in binds that D1 takes (below 2 MB; here below 1 MB). Guarantees: every row is in
 * exactly one bind, in the order given, as `value`. Relies on one row being far below the limit, and on 100 binds of a
 * statement being enough: the caller bounds the whole.
 *
 * VALUES and not UNION ALL: D1 takes 5 terms of a compound SELECT, and any number of rows of VALUES.
 */
import { join, SQL, sql } from './sql.ts';

/** Bytes of UTF-8 of one bind. */
const MOST_BYTES = 700_000;

const utf8 = new TextEncoder();

/**
 * Few rows are taken out by their place: D1 bills each row of `json_each` as a row read, and a place costs nothing. Many are
 * not, because each place is counted from the first.
 */
const FEW = 50;

/** To stand after FROM; an upsert that reads it needs its own WHERE, or SQLite takes ON CONFLICT for a condition of the join. */
export function jsonRows(rows: readonly unknown[]): SQL {
  const [bind = '[]', ...more] = binds(rows);
  if (more.length === 0 && rows.length > 0 && rows.length <= FEW) {
    const places = join(
      rows.map((_, place) => new SQL(`(${place})`, [])),
      ', ',
    );
    return sql`(SELECT ${bind} ->> place.column1 AS value FROM (VALUES ${places}) AS place) AS row`;
  }
  return sql`(VALUES ${join(
    [bind, ...more].map((one) => sql`(${one})`),
    ', ',
  )}) AS bind CROSS JOIN json_each(bind.column1) AS row`;
}

function binds(rows: readonly unknown[]): readonly string[] {
  const lists: string[][] = [[]];
  let bytes = 2;
  for (const row of rows) {
    const json = JSON.stringify(row);
    const more = utf8.encode(json).length + 1;
    if (bytes + more > MOST_BYTES) {
      lists.push([]);
      bytes = 2;
    }
    lists.at(-1)?.push(json);
    bytes += more;
  }
  return lists.map((list) => `[${list.join(',')}]`);
}
