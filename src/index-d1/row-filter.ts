/**
 * A filter of a search of sessions: how a row is tested, and which index has its hits. Contract: "QuerySessions". The
 * text filters: `text-filter.ts`; here the ones that session management adds.
 */
import { join, type SQL, sql } from './sql.ts';

export interface RowFilter {
  /** Whether a row of `ix` matches. */
  readonly test: SQL;
  /** Null: no index has them. */
  readonly hits: Hits | null;
}

/** What an index has for a filter: a listed row that is none of its hits does not match. */
export interface Hits {
  /** A SELECT of one row for each hit, from the index alone; a LIMIT follows. */
  readonly counted: SQL;
  /** `… WHERE …` of the same hits as rows of `ix`; an AND follows. */
  readonly rows: SQL;
  /** Whether each hit is a listed row that matches. */
  readonly exact: boolean;
  /** Rows read for each hit, to fetch and to tally them all: `candidate-look.ts`. */
  readonly price: number;
  /** Whether the hits may be gone through in place of the list: what that reads is bounded. */
  readonly walkable: boolean;
}

/** Exact: in the session's list. */
export const ofClient = (clientId: string): RowFilter => ({
  // One row read; of the list itself, in JSON, there would be as many as it has clients.
  test: sql`EXISTS (SELECT 1 FROM ix_client WHERE client_id = ${clientId} AND created = ix.created AND id = ix.id)`,
  hits: {
    counted: sql`SELECT 1 FROM ix_client WHERE client_id = ${clientId}`,
    rows: sql`(SELECT n FROM ix_client WHERE client_id = ${clientId}) AS of_client
        CROSS JOIN ix ON ix.n = of_client.n WHERE true`,
    exact: true,
    price: 4,
    walkable: true,
  },
});

/** What has expired is few where it is removed; what has not is most of the list, and no index has it. */
export const activeAt = (now: number, active: boolean): RowFilter => {
  const expired = sql`state = 'live' AND ends IS NOT NULL AND ends <= ${now}`;
  return active
    ? { test: sql`(ix.ends IS NULL OR ix.ends > ${now})`, hits: null }
    : {
        test: sql`(ix.ends IS NOT NULL AND ix.ends <= ${now})`,
        hits: {
          counted: sql`SELECT 1 FROM ix INDEXED BY ix_ends WHERE ${expired}`,
          rows: sql`ix INDEXED BY ix_ends WHERE ${expired}`,
          // BFF sessions too.
          exact: false,
          price: 2,
          walkable: true,
        },
      };
};

/** Whether a row of `ix` matches them all. */
export const matches = (filters: readonly RowFilter[]): SQL =>
  filters.length === 0
    ? sql`true`
    : join(
        filters.map(({ test }) => test),
        ' AND ',
      );
