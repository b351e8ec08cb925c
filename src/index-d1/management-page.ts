/**
 * QuerySessions on the index, of session management. Contract: "Session management". Guarantees: those of
 * `list-page.ts`; a UserSession comes from the index alone.
 */
import type { D1Client } from './d1-client.ts';
import type { Gap } from './gap.ts';
import { type ListPageOutcome, type ListQuery, listPage, type PagedList } from './list-page.ts';
import { packPlace, unpackPlace } from './page-place.ts';
import { activeAt } from './row-filter.ts';
import { look } from './search.ts';
import { SESSION_ORDER, USER_SESSIONS } from './session-listing.ts';
import { type Texts, textFilters } from './text-filter.ts';
import { type IndexedUserSession, userSessionOfRow } from './user-session-row.ts';

/** A blank filter is null. */
export interface UserSessionQuery extends ListQuery, Texts {
  /** Exact: in the session's list. */
  readonly clientId: string | null;
  /** true: not expired; false: expired. */
  readonly active: boolean | null;
}

export type ManagementPageOutcome = ListPageOutcome<IndexedUserSession>;

const LIST: PagedList<IndexedUserSession, Gap, 'user-sessions'> = {
  kind: 'user-sessions',
  order: SESSION_ORDER,
  pack: packPlace,
  unpack: unpackPlace,
};

/** `now`: what has expired by then is not active. `keys` of the results token: the first writes, all read. */
export async function queryManagementPage(
  client: D1Client,
  query: UserSessionQuery,
  now: number,
  keys: readonly CryptoKey[],
): Promise<ManagementPageOutcome> {
  const { subjectId, sessionId, displayName, clientId, active } = query;
  const filters = [...textFilters(query), ...(active === null ? [] : [activeAt(now, active)])];
  const bound = { subjectId, sessionId, displayName, clientId, active: active === null ? null : String(active) };
  return listPage(LIST, query, bound, keys, async (request) => {
    const { rows, ...seen } = await look(client, USER_SESSIONS, { clientId, filters }, request);
    return { ...seen, rows: rows.map(userSessionOfRow) };
  });
}
