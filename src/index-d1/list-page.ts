/**
 * A page of any list, and its results token. Contract: "QueryResult". Guarantees: a walk in either direction visits every
 * row that is there throughout exactly once, whatever is inserted, deleted or updated meanwhile; only the first page,
 * reached backwards, is filled up from the start; a token opens for its kind of list and its filters alone.
 */
import type { QueryResult } from '../session/session-filter.ts';
import type { ListOrder } from './list-order.ts';
import type { Look, LookRequest } from './look.ts';
import { pageOf, type Seen } from './page-of.ts';
import type { PagePlace } from './page-place.ts';
import { type PageQuery, seeBothWays } from './page-walk.ts';
import { decodeToken, encodeToken, type TokenContents, type TokenFilters } from './results-token.ts';

export interface PagedList<Row, Gap, Kind extends keyof TokenContents> {
  readonly kind: Kind;
  readonly order: ListOrder<Row, Gap>;
  readonly pack: (place: PagePlace<Gap>) => TokenContents[Kind];
  readonly unpack: (packed: TokenContents[Kind]) => PagePlace<Gap>;
}

export interface ListQuery extends PageQuery {
  readonly resultsToken: string | null;
}

/** A page, and the same page cut to fewer rows, for an answer that ends at a number of bytes. */
export interface CuttablePage<Row> {
  readonly page: QueryResult<Row>;
  /** Keeps at least 1 row: the first ones, or the last ones of a page that was reached backwards (`cutFrom`). */
  readonly cut: (keep: number) => Promise<QueryResult<Row>>;
  readonly cutFrom: 'end' | 'start';
}

export type ListPageOutcome<Row> =
  | (CuttablePage<Row> & {
      readonly outcome: 'page';
      /** The first page, reached backwards, is filled up from the start: the rows before the token alone; else null. */
      readonly unfilled: CuttablePage<Row> | null;
    })
  | { readonly outcome: 'results-token-invalid' };

/** `keys` of the results token: the first writes, all read. */
export async function listPage<Row, Gap, Kind extends keyof TokenContents>(
  list: PagedList<Row, Gap, Kind>,
  query: ListQuery,
  filters: TokenFilters,
  keys: readonly CryptoKey[],
  look: (request: LookRequest<Gap>) => Promise<Look<Row, Gap>>,
): Promise<ListPageOutcome<Row>> {
  const { kind, order, pack, unpack } = list;
  const { resultsToken } = query;
  const packed = resultsToken === null ? null : await decodeToken(keys, kind, filters, resultsToken);
  if (resultsToken !== null && packed === null) return { outcome: 'results-token-invalid' };
  const { seen, unfilled } = await seeBothWays(order, query, packed === null ? null : unpack(packed), look);
  const cuttable = async (part: Seen<Row, Gap>): Promise<CuttablePage<Row>> => {
    const cut = async (keep: number): Promise<QueryResult<Row>> => {
      const { place, ...page } = pageOf(part, keep, order);
      return { resultsToken: place === null ? null : await encodeToken(keys, kind, filters, pack(place)), ...page };
    };
    const cutFrom = part.request.direction === 'forward' ? 'end' : 'start';
    return { page: await cut(query.countRequested), cut, cutFrom };
  };
  return { outcome: 'page', ...(await cuttable(seen)), unfilled: unfilled && (await cuttable(unfilled)) };
}
