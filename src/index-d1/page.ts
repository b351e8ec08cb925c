/**
 * QuerySessions on the index. Contract: "QuerySessions", "QueryResult". Guarantees: a walk in either direction visits
 * every session that is there throughout exactly once, whatever is inserted, deleted or updated meanwhile; only the
 * first page, reached backwards, is filled up from the start.
 */
import type { QueryResult, SessionQuery } from '../session/session-filter.ts';
import type { D1Client } from './d1-client.ts';
import { type Gap, isStart, START } from './gap.ts';
import type { ListOrder } from './list-order.ts';
import type { IndexedSession } from './look.ts';
import { pageOf, type Seen } from './page-of.ts';
import { type PagePlace, packPlace, unpackPlace } from './page-place.ts';
import { seeBothWays } from './page-walk.ts';
import { decodeToken, encodeToken, type TokenFilters } from './results-token.ts';
import { look } from './search.ts';
import { textFilters } from './text-filter.ts';

export type SessionPage = QueryResult<IndexedSession>;

/** A page, and the same page cut to fewer rows, for an answer that ends at a number of bytes. */
export interface CuttablePage {
  readonly page: SessionPage;
  /** Keeps at least 1 row: the first ones, or the last ones of a page that was reached backwards (`cutFrom`). */
  readonly cut: (keep: number) => Promise<SessionPage>;
  readonly cutFrom: 'end' | 'start';
}

export type PageOutcome =
  | (CuttablePage & {
      readonly outcome: 'page';
      /** The first page, reached backwards, is filled up from the start: the rows before the token alone; else null. */
      readonly unfilled: CuttablePage | null;
    })
  | { readonly outcome: 'results-token-invalid' };

const ORDER: ListOrder<IndexedSession, Gap> = {
  start: START,
  isStart,
  gapAt: ({ created, id }, side) => ({ created, id, side }),
};

/** `keys` of the results token: the first writes, all read. */
export async function queryPage(
  client: D1Client,
  query: SessionQuery,
  keys: readonly CryptoKey[],
): Promise<PageOutcome> {
  const { subjectId, sessionId, displayName, resultsToken } = query;
  const filters: TokenFilters = { subjectId, sessionId, displayName };
  const place = resultsToken === null ? null : await placeOf(keys, filters, resultsToken);
  if (place === 'invalid') return { outcome: 'results-token-invalid' };
  const texts = textFilters(query);
  const { seen, unfilled } = await seeBothWays(ORDER, query, place, (request) => look(client, texts, request));
  const cuttable = async (part: Seen<IndexedSession, Gap>): Promise<CuttablePage> => {
    const cut = async (keep: number): Promise<SessionPage> => {
      const { place: lay, ...page } = pageOf(part, keep, ORDER);
      const token = lay === null ? null : await encodeToken(keys, 'sessions', filters, packPlace(lay));
      return { resultsToken: token, ...page };
    };
    const cutFrom = part.request.direction === 'forward' ? 'end' : 'start';
    return { page: await cut(query.countRequested), cut, cutFrom };
  };
  return { outcome: 'page', ...(await cuttable(seen)), unfilled: unfilled && (await cuttable(unfilled)) };
}

async function placeOf(
  keys: readonly CryptoKey[],
  filters: TokenFilters,
  token: string,
): Promise<PagePlace | 'invalid'> {
  const packed = await decodeToken(keys, 'sessions', filters, token);
  return packed === null ? 'invalid' : unpackPlace(packed);
}
