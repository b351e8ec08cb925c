/**
 * What a page of the list shows at this moment, for `src/browser/live-sessions.ts`: which of its rows are still there, until
 * when, and how many there are in all. Null: the address of the page does not count any more.
 */
import type { Context } from 'hono';
import { endOf } from '../session/lifetime.ts';
import type { ConsoleEnv } from './console-env.ts';
import { queryOf } from './session-query.ts';

export async function lookAtSessions(c: Context<ConsoleEnv>): Promise<string | null> {
  const { query, filter } = queryOf(c);
  const found = await c.get('service').management.query(query);
  if (found.outcome === 'results-token-invalid') return null;
  const { results, hasPrevResults, hasNextResults, totalCount } = found.page;
  const rows = results.map((session) => [session.id, session.created, endOf(session)] as const);
  // A page begins, or ends, where its token says; at the other side, rows may have been pushed out of it.
  const backwards = query.requestPriorResults;
  return JSON.stringify({
    rows,
    openBefore: backwards && hasPrevResults,
    openAfter: !backwards && hasNextResults,
    total: totalCount,
    gone: Object.values(filter).every((value) => value === null) ? 'ended' : 'not listed any more',
  });
}
