/**
 * What a page of the list shows, look by look of one stream, for `src/browser/live-sessions.ts`: which of its rows are still there,
 * until when, and how many there are in all. Null: the address of the page does not count any more.
 *
 * Guarantees: what reads many rows is not asked again and again. A query that is cheap is asked at each look. Where counting makes
 * it dear, it is counted by the first look alone. Where finding the rows is dear, too, they are found by the first two, and again
 * when one of them is among the newest ends of history: an end shows at the next look, a renewal with the next stream. A look after
 * the first makes at most one statement more than it: the newest ends, and a query that counts nothing.
 */
import type { ManagementQuery, SessionManagement } from '../management/session-management.ts';
import type { Meter } from '../session/cost.ts';
import { endOf } from '../session/lifetime.ts';

/** Rows that a look may read each time: what finding a page by a text that many have costs (`search-budget.ts`). */
const CHEAP = 1_000;
/** The newest ends, of everybody. */
const ENDS = { subjectId: null, sessionId: null, countRequested: 100, resultsToken: null, requestPriorResults: false };

export interface SessionLooks {
  readonly management: Pick<SessionManagement, 'query' | 'history'>;
  readonly cost: Pick<Meter, 'total'>;
  /** `totals`: whether there is anything to be counted for. */
  readonly query: ManagementQuery;
  /** What is to be said of a row that is not there any more. */
  readonly gone: string;
}

export function looksAtSessions({ management, cost, query, gone }: SessionLooks): () => Promise<string | null> {
  let seen: { readonly ids: ReadonlySet<string>; readonly line: string } | null = null;
  /** Rows read by the last query, with and without a count. */
  const price = { counted: 0, found: 0 };
  const told = new Set<string>();

  const ask = async (totals: boolean): Promise<string | null> => {
    const before = cost.total.read;
    const found = await management.query({ ...query, totals });
    price[totals ? 'counted' : 'found'] = cost.total.read - before;
    if (found.outcome === 'results-token-invalid') return null;
    const { results, hasPrevResults, hasNextResults, totalCount } = found.page;
    const rows = results.map((session) => [session.id, session.created, endOf(session)] as const);
    // A page begins, or ends, where its token says; at the other side, rows may have been pushed out of it.
    const backwards = query.requestPriorResults;
    const line = JSON.stringify({
      rows,
      openBefore: backwards && hasPrevResults,
      openAfter: !backwards && hasNextResults,
      ...(totals && { total: totalCount }),
      gone,
    });
    seen = { ids: new Set(rows.map(([id]) => id)), line };
    return line;
  };

  /** Whether one of the rows has ended, as far as the newest ends tell; each end is told once. */
  const hasEnded = async (ids: ReadonlySet<string>): Promise<boolean> => {
    const found = await management.history({ ...ENDS, totals: false });
    if (found.outcome !== 'page') return false;
    const ends = found.page.results.filter(({ id }) => ids.has(id)).map(({ id, ended }) => `${id} ${ended}`);
    const isNew = ends.some((end) => !told.has(end));
    for (const end of ends) told.add(end);
    return isNew;
  };

  return async () => {
    if (seen === null || (query.totals && price.counted <= CHEAP)) return ask(query.totals);
    if (price.found <= CHEAP || (await hasEnded(seen.ids))) return ask(false);
    return seen.line;
  };
}
