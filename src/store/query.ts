/**
 * QuerySessions: the page comes from the index, whole records from their owners. Guarantees: `fields=summary` touches no
 * object; a page of whole records ends at 8 MiB, with a token that goes on exactly there.
 */
import type { CuttablePage } from '../index-d1/list-page.ts';
import type { IndexedSession } from '../index-d1/look.ts';
import type { ServerSideSession } from '../session/server-side-session.ts';
import { filterValue, type QueryResult, type SessionQuery } from '../session/session-filter.ts';
import type { QueryOutcome } from '../session/session-store.ts';
import type { StoreParts } from './store-parts.ts';
import { wholeRecords } from './whole-records.ts';

export async function querySessions(parts: StoreParts, query: SessionQuery): Promise<QueryOutcome> {
  const found = await parts.index.page(withoutBlanks(query), await parts.tokenKeys());
  if (found.outcome !== 'page') return found;
  if (query.fields === 'summary') {
    const results = found.page.results.map(({ route: _route, home: _home, ...summary }) => summary);
    return { outcome: 'page', fields: 'summary', page: { ...found.page, results } };
  }
  return { outcome: 'page', fields: 'full', page: await pageOfWholeRecords(parts, found) };
}

/** A page of the index, with whole records as far as they fit. */
export async function pageOfWholeRecords<Row extends IndexedSession>(
  parts: StoreParts,
  found: CuttablePage<Row> & { readonly unfilled: CuttablePage<Row> | null },
): Promise<QueryResult<ServerSideSession>> {
  const whole = await wholePage(parts, found);
  // A filled-up first page that does not fit must not lose the rows next to the token: then it is not filled up.
  return found.unfilled && whole.decided < found.unfilled.page.results.length
    ? (await wholePage(parts, found.unfilled)).page
    : whole.page;
}

/** The page with whole records, as far as they fit: one reached backwards loses its far end, so that the walk goes on. */
async function wholePage<Row extends IndexedSession>(
  parts: StoreParts,
  { page, cut, cutFrom }: CuttablePage<Row>,
): Promise<{ readonly page: QueryResult<ServerSideSession>; readonly decided: number }> {
  const backwards = cutFrom === 'start';
  const rows = backwards ? page.results.toReversed() : page.results;
  const { sessions, decided, complete } = await wholeRecords(parts, rows, () => true);
  const figures = complete ? page : await cut(decided);
  return { page: { ...figures, results: backwards ? sessions.toReversed() : sessions }, decided };
}

/** A blank filter counts as not set. */
const withoutBlanks = (query: SessionQuery): SessionQuery => ({
  ...query,
  subjectId: filterValue(query.subjectId),
  sessionId: filterValue(query.sessionId),
  displayName: filterValue(query.displayName),
});
