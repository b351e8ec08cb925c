/**
 * Where live grants are: by filters that name no subject, by sid, by expiry. Guarantees: every list is in the order of an
 * index and goes on after a position; the rows read are bounded, whatever matches and wherever it lies.
 */
import type { GrantFilter } from '../grant/grant-store.ts';
import type { D1Client } from './d1-client.ts';
import type { Located } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { identifier, join, type SQL, sql } from './sql.ts';

/** `n` orders grants that are alike. */
export interface LocatedGrant extends Located {
  readonly n: number;
}

/** The live grants under a sid, of whatever subject, after one of them. */
export const locatedGrantsBySid = (sessionId: string, afterN: number, limit: number): SQL<LocatedGrant> =>
  sql`SELECT id, route, home, n FROM gx INDEXED BY gx_sid WHERE sid = ${sessionId} AND state = 'live' AND n > ${afterN}
      ORDER BY n LIMIT ${limit}`;

/** A grant that has expired by what the index knows: its object tests again. */
export interface ExpiredGrant extends LocatedGrant {
  readonly expiration: number;
}

export type ExpiredGrantPosition = Pick<ExpiredGrant, 'expiration' | 'n'>;

/** Live grants whose expiration is not after `now`, the longest expired first. */
export const expiredGrants = (now: number, after: ExpiredGrantPosition | null, limit: number): SQL<ExpiredGrant> =>
  sql`SELECT id, route, home, n, expiration FROM gx INDEXED BY gx_expiration
      WHERE state = 'live' AND expiration IS NOT NULL AND expiration <= ${now}
      ${after === null ? sql`` : sql`AND (expiration, n) > (${after.expiration}, ${after.n})`}
      ORDER BY expiration, n LIMIT ${limit}`;

/** A filter that any object's grants may match. At least one of it is set. */
export type SubjectlessFilter = Omit<GrantFilter, 'subjectId'>;

/** A place in the walk: the value of the filter that leads, and the grant. */
export interface GrantPosition {
  readonly value: string;
  readonly n: number;
}

export interface GrantsLocated {
  readonly located: readonly (LocatedGrant & GrantPosition)[];
  /** Where the walk goes on; null: this was the end. It may be set where nothing was located. */
  readonly next: GrantPosition | null;
}

/** Grants that one call tests where it cannot know which match: two rows read for each. */
const WALK = 1_000;

interface Criterion {
  readonly column: 'grant_id' | 'lookup' | 'sid' | 'client_id' | 'type';
  readonly index: string;
  readonly values: readonly string[];
}

/**
 * The walk follows the filter that is likely to be the rarest, value by value, and tests the other ones. CROSS JOIN fixes the
 * order: values as listed, the grants of each by `n`. ORDER BY would say the same, but sort all that match before the LIMIT.
 */
export async function locateGrants(
  client: D1Client,
  filter: SubjectlessFilter,
  after: GrantPosition | null,
  limit: number,
): Promise<GrantsLocated> {
  const [leading, ...others] = criteria(filter);
  if (leading === undefined) throw new TypeError('a filter without a criterion');
  const most = others.length === 0 ? limit : Math.max(limit, WALK);
  const [walked] = await client.read(
    sql<LocatedGrant & GrantPosition & { readonly matches: 0 | 1 }>`
      SELECT gx.id AS id, gx.route AS route, gx.home AS home, gx.n AS n, row.value ->> 'value' AS value,
        ${matches(others)} AS matches
      FROM ${jsonRows(values(leading, after))} CROSS JOIN gx INDEXED BY ${identifier(leading.index)}
      WHERE gx.state = 'live' AND gx.${identifier(leading.column)} = row.value ->> 'value'
        AND gx.n > row.value ->> 'after'
      LIMIT ${most}`,
  );
  const found = walked.filter((grant) => grant.matches === 1).map(({ matches: _, ...grant }) => grant);
  const located = found.slice(0, limit);
  const last = found.length > limit ? located.at(-1) : walked.length === most ? walked.at(-1) : undefined;
  return { located, next: last === undefined ? null : { value: last.value, n: last.n } };
}

/** The rarest first. */
function criteria({ grantId, lookup, sessionId, clientIds, types }: SubjectlessFilter): readonly Criterion[] {
  const all: readonly (Omit<Criterion, 'values'> & { readonly values: readonly string[] | null })[] = [
    { column: 'grant_id', index: 'gx_grant', values: grantId === null ? null : [grantId] },
    { column: 'lookup', index: 'gx_lookup', values: lookup === null ? null : [lookup] },
    { column: 'sid', index: 'gx_sid', values: sessionId === null ? null : [sessionId] },
    { column: 'client_id', index: 'gx_client', values: clientIds },
    { column: 'type', index: 'gx_type', values: types },
  ];
  return all.flatMap(({ values, ...criterion }) => (values === null ? [] : [{ ...criterion, values }]));
}

/** Each value once and in an order of its own, so that a walk goes on however the list was sent; `after` within it. */
function values({ values: given }: Criterion, after: GrantPosition | null) {
  const ordered = [...new Set(given)].sort();
  if (after === null) return ordered.map((value) => ({ value, after: 0 }));
  return ordered
    .filter((value) => value >= after.value)
    .map((value) => ({ value, after: value === after.value ? after.n : 0 }));
}

const matches = (others: readonly Criterion[]): SQL =>
  others.length === 0
    ? sql`1`
    : join(
        others.map(({ column, values }) => {
          const tested = sql`gx.${identifier(column)}`;
          return sql`(${tested} IS NOT NULL AND ${tested} IN (SELECT value FROM json_each(${JSON.stringify(values)})))`;
        }),
        ' AND ',
      );
