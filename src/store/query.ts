/**
 * QuerySessions: the page comes from the index, whole records from their owners. Guarantees: `fields=summary` touches no
 * object; a page of whole records ends at 8 MiB, with a token that goes on exactly there.
 */
import { filterValue, type SessionQuery } from '../session/session-filter.ts';
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
  // A page reached backwards loses its far end, so that the walk goes on where it stopped.
  const backwards = found.cutFrom === 'start';
  const rows = backwards ? found.page.results.toReversed() : found.page.results;
  const { sessions, decided, complete } = await wholeRecords(parts, rows, () => true);
  const page = complete ? found.page : await found.cut(decided);
  const results = backwards ? sessions.toReversed() : sessions;
  return { outcome: 'page', fields: 'full', page: { ...page, results } };
}

const withoutBlanks = (query: SessionQuery): SessionQuery => ({
  ...query,
  subjectId: filterValue(query.subjectId),
  sessionId: filterValue(query.sessionId),
  displayName: filterValue(query.displayName),
});
