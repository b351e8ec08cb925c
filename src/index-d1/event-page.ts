/** A page of events. Guarantees: those of `list-page.ts`; new events come in before the first page and move no other. */
import type { QueryResult } from '../session/session-filter.ts';
import type { D1Client } from './d1-client.ts';
import { type EventFilter, type EventTable, eventListing, lookAtEvents, type Numbered } from './event-list.ts';
import { packEventPlace, unpackEventPlace } from './event-place.ts';
import { type ListQuery, listPage } from './list-page.ts';
import type { TokenFilters } from './results-token.ts';

export type EventPageOutcome<Event> =
  | { readonly outcome: 'page'; readonly page: QueryResult<Event> }
  | { readonly outcome: 'results-token-invalid' };

/** `bound`: the filters by name, for the token. */
export async function eventPage<Event>(
  client: D1Client,
  kind: 'history' | 'deliveries',
  events: EventTable<Event & Numbered>,
  filters: readonly EventFilter[],
  query: ListQuery,
  bound: TokenFilters,
  keys: readonly CryptoKey[],
): Promise<EventPageOutcome<Event>> {
  const list = { kind, order: eventListing(events), pack: packEventPlace, unpack: unpackEventPlace };
  const found = await listPage(list, query, bound, keys, (request) => lookAtEvents(client, events, filters, request));
  if (found.outcome !== 'page') return found;
  const results = found.page.results.map(({ n: _n, ...event }) => event as unknown as Event);
  return { outcome: 'page', page: { ...found.page, results } };
}
