/**
 * QuerySessions: the page comes from the index, whole records from their owners. Guarantees: `fields=summary` touches no
 * object; a page of whole records ends at 8 MiB, with a token that goes on exactly there.
 */
import type { SessionQuery } from '../session/session-filter.ts';
import type { QueryOutcome } from '../session/session-store.ts';
import type { StoreParts } from './store-parts.ts';
import { wholeRecords } from './whole-records.ts';

export async function querySessions(parts: StoreParts, query: SessionQuery): Promise<QueryOutcome> {
  const found = await parts.index.page(query, await parts.tokenKeys());
  if (found.outcome !== 'page') return found;
  if (query.fields === 'summary') {
    const results = found.page.results.map(({ route: _route, home: _home, ...summary }) => summary);
    return { outcome: 'page', fields: 'summary', page: { ...found.page, results } };
  }
  const { sessions, decided, complete } = await wholeRecords(
    parts,
    query.requestPriorResults ? found.page.results.toReversed() : found.page.results,
    () => true,
  );
  const page = complete ? found.page : await found.cut(decided);
  const results = query.requestPriorResults ? sessions.toReversed() : sessions;
  return { outcome: 'page', fields: 'full', page: { ...page, results } };
}
