/**
 * What a QueryResult says of what was seen. Pure. Contract: "QueryResult". Guarantees: has-previous and has-next are
 * true exactly when a match is there, unless the search stopped at its budget and says `incomplete`; the page after or
 * before this one begins where this one ended.
 */
import { LIMITS } from '../session/limits.ts';
import type { QueryResult } from '../session/session-filter.ts';
import type { ListOrder } from './list-order.ts';
import type { Count, Look, LookRequest } from './look.ts';
import type { PagePlace } from './page-place.ts';

export interface Seen<Row, Gap> {
  readonly request: LookRequest<Gap>;
  /** How many matches lay before the gap when an earlier page passed it. */
  readonly rank: number;
  readonly look: Look<Row, Gap>;
}

/** A page without its token; `place` is what goes into it, null when nothing matches at all. */
export type PlacedPage<Row, Gap> = Omit<QueryResult<Row>, 'resultsToken'> & { readonly place: PagePlace<Gap> | null };

/** Of the rows seen at most `keep`, those next to where the walk began. */
export function pageOf<Row, Gap>(seen: Seen<Row, Gap>, keep: number, order: ListOrder<Row, Gap>): PlacedPage<Row, Gap> {
  const { request, look } = seen;
  const forward = request.direction === 'forward';
  const kept = look.rows.slice(0, Math.min(keep, request.size));
  const results = forward ? kept : kept.toReversed();
  const more = look.rows.length > kept.length;
  const ended = !more && look.stopped === null;
  const count = settledCount(seen, ended && forward);
  const incomplete = look.stopped !== null || count.kind === 'over-budget' || (look.behind === null && !forward);
  const behind = !order.isStart(request.gap) && (look.behind ?? seen.rank > 0);
  const rowsBefore = (count.kind === 'exact' ? count.before : seen.rank) - (forward ? 0 : kept.length);
  const nothing = kept.length === 0 && ended && !behind;
  return {
    hasPrevResults: forward ? behind : !ended,
    hasNextResults: incomplete || (forward ? !ended : behind),
    ...totalsOf(incomplete ? { kind: 'not-asked' } : count, Math.max(rowsBefore, 0), request.size),
    incomplete,
    results,
    place: nothing ? null : placeOf(seen, results, { more, rankBefore: Math.max(rowsBefore, 0) }, order),
  };
}

/**
 * At the end of a forward walk the rank tells the total where counting goes beyond the budget: otherwise the last page
 * of such a search could never say that it is the last.
 */
const settledCount = <Row, Gap>({ rank, look }: Seen<Row, Gap>, atEnd: boolean): Count => {
  if (look.count.kind !== 'over-budget' || !atEnd) return look.count;
  const total = rank + look.rows.length;
  return total > LIMITS.exactTotal ? { kind: 'many' } : { kind: 'exact', total, before: rank };
};

function totalsOf(count: Count, rowsBefore: number, size: number) {
  if (count.kind !== 'exact') {
    const totalCountAtLeast = count.kind === 'many' ? LIMITS.exactTotal : 0;
    return { totalCount: null, totalCountAtLeast, totalPages: null, currentPage: null };
  }
  const totalPages = Math.ceil(count.total / size);
  return {
    totalCount: count.total,
    totalCountAtLeast: count.total,
    totalPages,
    currentPage: Math.min(totalPages, 1 + Math.ceil(rowsBefore / size)),
  };
}

function placeOf<Row, Gap>(
  seen: Seen<Row, Gap>,
  results: readonly Row[],
  { more, rankBefore }: { readonly more: boolean; readonly rankBefore: number },
  order: ListOrder<Row, Gap>,
): PagePlace<Gap> {
  const { request, look } = seen;
  const forward = request.direction === 'forward';
  const first = results[0];
  const last = results.at(-1);
  const stopped = more ? null : look.stopped;
  const before = first === undefined ? request.gap : order.gapAt(first, 'before');
  const after = last === undefined ? request.gap : order.gapAt(last, 'after');
  return {
    before: forward ? before : (stopped ?? before),
    after: forward ? (stopped ?? after) : after,
    rankBefore,
    rankAfter: rankBefore + results.length,
  };
}
