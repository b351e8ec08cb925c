/** QuerySessions on the index, of the session store. Contract: "QuerySessions". Guarantees: those of `list-page.ts`. */
import type { QueryResult, SessionQuery } from '../session/session-filter.ts';
import type { D1Client } from './d1-client.ts';
import type { Gap } from './gap.ts';
import { type ListPageOutcome, listPage, type PagedList } from './list-page.ts';
import type { IndexedSession } from './look.ts';
import { packPlace, unpackPlace } from './page-place.ts';
import { look } from './search.ts';
import { SESSION_ORDER, SESSIONS } from './session-listing.ts';
import { textFilters } from './text-filter.ts';

export type SessionPage = QueryResult<IndexedSession>;
export type PageOutcome = ListPageOutcome<IndexedSession>;

const LIST: PagedList<IndexedSession, Gap, 'sessions'> = {
  kind: 'sessions',
  order: SESSION_ORDER,
  pack: packPlace,
  unpack: unpackPlace,
};

/** `keys` of the results token: the first writes, all read. */
export async function queryPage(
  client: D1Client,
  query: SessionQuery,
  keys: readonly CryptoKey[],
): Promise<PageOutcome> {
  const { subjectId, sessionId, displayName } = query;
  const search = { clientId: null, filters: textFilters(query) };
  return listPage(LIST, query, { subjectId, sessionId, displayName }, keys, (request) =>
    look(client, SESSIONS, search, request),
  );
}
