/**
 * Chooses how a page of sessions is looked for. Sorting all hits of an index is cheap when they are few, walking the list
 * is cheap when they are many; each is hopeless where the other is good. So the hits of each filter are counted first, up
 * to a cap, which costs a round trip and one row a hit. The sessions of a client are in the order of the list already:
 * alone, that filter is a list of its own.
 */
import { LIMITS } from '../session/limits.ts';
import { type Candidates, hitMatches, lookAtCandidates, tally } from './candidate-look.ts';
import type { D1Client } from './d1-client.ts';
import type { Gap } from './gap.ts';
import { lookAtList } from './list-look.ts';
import { IN_ORDER } from './listed.ts';
import type { Listing } from './listing.ts';
import type { Look, LookRequest } from './look.ts';
import { matches, ofClient, type RowFilter } from './row-filter.ts';
import { SEARCH_BUDGET } from './search-budget.ts';
import { ALL_SESSIONS, sessionsOfClient } from './session-path.ts';
import { sql } from './sql.ts';
import { type Counting, lookByWalking } from './walk-look.ts';

export interface Search {
  /** Exact: in the session's list; null: not set. */
  readonly clientId: string | null;
  readonly filters: readonly RowFilter[];
}

export async function look<Row>(
  client: D1Client,
  listing: Listing<Row, Gap>,
  { clientId, filters }: Search,
  request: LookRequest,
): Promise<Look<Row>> {
  const path = clientId === null ? ALL_SESSIONS : sessionsOfClient(clientId);
  if (filters.length === 0) return lookAtList(client, listing, path, request);
  const all = clientId === null ? filters : [ofClient(clientId), ...filters];
  const counted = await countHits(client, all, request.totals);
  const rarest = counted[0];
  if (rarest !== undefined && rarest.price <= SEARCH_BUDGET.candidates)
    return lookAtCandidates(client, listing, rarest, all, request);
  const counting = (gap: Gap) => countingOf(counted, all, gap);
  return lookByWalking(client, { listing, path, matches: matches(filters), counting }, request);
}

interface CountedHits extends Candidates {
  /** Counted up to one more than would be of use. */
  readonly count: number;
  /** Rows read to fetch them all. */
  readonly price: number;
}

/** Of the filters that an index has hits for, the cheapest first. */
async function countHits(
  client: D1Client,
  filters: readonly RowFilter[],
  totals: boolean,
): Promise<readonly CountedHits[]> {
  const indexed = filters.flatMap((filter) => (filter.hits === null ? [] : { filter, hits: filter.hits }));
  if (indexed.length === 0) return [];
  const counts = await client.read(
    ...indexed.map(({ hits: { counted, price } }) => {
      const useful = totals ? LIMITS.exactTotal : Math.floor(SEARCH_BUDGET.candidates / price);
      return sql<{ hits: number }>`SELECT count(*) AS hits FROM (${counted} LIMIT ${useful + 1})`;
    }),
  );
  return indexed
    .map(({ filter, hits }, index) => {
      const count = counts[index]?.[0]?.hits ?? 0;
      return { filter, hits, count, price: count * hits.price };
    })
    .toSorted((a, b) => a.price - b.price);
}

function countingOf(counted: readonly CountedHits[], filters: readonly RowFilter[], gap: Gap): Counting {
  const few = counted.find(({ count }) => count <= LIMITS.exactTotal);
  if (few !== undefined) return { kind: 'tally', tally: tally(few, filters, gap) };
  if (filters.length === 1 && counted[0]?.hits.exact) return { kind: 'many' };
  const walkable = counted.find(({ hits }) => hits.walkable);
  return {
    kind: 'walk',
    tested:
      walkable === undefined
        ? sql`SELECT ix.*, ${matches(filters)} AS matched FROM ${IN_ORDER}`
        : sql`SELECT ix.*, (${hitMatches(walkable, filters)}) AS matched FROM ${walkable.hits.rows}`,
  };
}
