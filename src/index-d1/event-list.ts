/**
 * A list of events, newest first, with exact filters. Guarantees: whatever the filters, the rows read are bounded by
 * `SEARCH_BUDGET`; with one filter that has an index, or none, only the page's own are read. Of several such filters
 * the rarest is walked, and the others are tested.
 */
import type { D1Client } from './d1-client.ts';
import { EVENTS_START, type EventGap } from './event-place.ts';
import type { Direction } from './gap.ts';
import { lookAtList } from './list-look.ts';
import type { Listing } from './listing.ts';
import type { Look, LookRequest } from './look.ts';
import { bounds, type Path, type Stretch } from './path.ts';
import { SEARCH_BUDGET } from './search-budget.ts';
import { join, type SQL, sql } from './sql.ts';
import { lookByWalking } from './walk-look.ts';

/** A row of such a list, beside what it shows. */
export interface Numbered {
  readonly n: number;
}

export interface EventTable<Row extends Numbered> {
  readonly table: SQL;
  /** When an event happened. */
  readonly time: SQL;
  readonly columns: SQL;
  /** `… INDEXED BY …`: the table in order. */
  readonly inOrder: SQL;
  readonly timeOf: (row: Row) => number;
}

export interface EventFilter {
  /** Whether an event matches. */
  readonly test: SQL;
  /** `… INDEXED BY … WHERE …`: its matches in order; null: no index has them. */
  readonly matches: SQL | null;
}

export const eventListing = <Row extends Numbered>(events: EventTable<Row>): Listing<Row, EventGap> => ({
  start: EVENTS_START,
  isStart: ({ at }) => at === EVENTS_START.at,
  gapAt: (row, side) => ({ at: events.timeOf(row), n: row.n, side }),
  table: events.table,
  columns: events.columns,
  beyond: ({ at, n, side }, direction) => sql`(${events.time}, n) ${comparison(direction, side)} (${at}, ${n})`,
});

/** Forward is to what is older. */
const comparison = (direction: Direction, side: EventGap['side']): SQL => {
  if (direction === 'forward') return side === 'before' ? sql`<=` : sql`<`;
  return side === 'after' ? sql`>=` : sql`>`;
};

/**
 * `source`: `… INDEXED BY … WHERE …`, in order. The rows of the gap's own time are asked for apart from the rest: where
 * two columns are compared at once, SQLite does not look a row's number up in an index, but goes through all of that time.
 */
const eventPath = (time: SQL, source: SQL): Path<EventGap> => {
  const stretched = (columns: SQL, { gap, direction, ...limits }: Stretch<EventGap>): SQL => {
    const [beyond, order] = direction === 'forward' ? [sql`<`, sql`DESC`] : [sql`>`, sql`ASC`];
    return sql`SELECT ${columns} FROM ${source} AND ${time} = ${gap.at} AND n ${comparison(direction, gap.side)} ${gap.n}
        UNION ALL SELECT ${columns} FROM ${source} AND ${time} ${beyond} ${gap.at}
        ORDER BY ${time} ${order}, n ${order} ${bounds(limits)}`;
  };
  return {
    rows: (stretch) => stretched(sql`*`, stretch),
    places: (stretch) => stretched(sql`${time}, n`, stretch),
  };
};

export async function lookAtEvents<Row extends Numbered>(
  client: D1Client,
  events: EventTable<Row>,
  filters: readonly EventFilter[],
  request: LookRequest<EventGap>,
): Promise<Look<Row, EventGap>> {
  const listing = eventListing(events);
  const driving = await rarestFilter(client, filters);
  const source = driving?.matches ?? sql`${events.inOrder} WHERE true`;
  const path = eventPath(events.time, source);
  const rest = filters.filter((filter) => filter !== driving);
  if (rest.length === 0) return lookAtList(client, listing, path, request);
  const matches = join(
    rest.map(({ test }) => test),
    ' AND ',
  );
  const tested = sql`SELECT ${events.time}, n, ${matches} AS matched FROM ${source}`;
  return lookByWalking(client, { listing, path, matches, counting: () => ({ kind: 'walk', tested }) }, request);
}

/** Of equals the first. A round trip only where there is a choice. */
async function rarestFilter(client: D1Client, filters: readonly EventFilter[]): Promise<EventFilter | null> {
  const indexed = filters.filter(({ matches }) => matches !== null);
  if (indexed.length < 2) return indexed[0] ?? null;
  const counts = await client.read(
    ...indexed.map(
      ({ matches }) => sql<{ hits: number }>`SELECT count(*) AS hits
          FROM (SELECT 1 FROM ${matches} LIMIT ${SEARCH_BUDGET.walk + 1})`,
    ),
  );
  const hitsOf = (filter: EventFilter) => counts[indexed.indexOf(filter)]?.[0]?.hits ?? 0;
  return indexed.reduce((rarest, filter) => (hitsOf(filter) < hitsOf(rarest) ? filter : rarest));
}
