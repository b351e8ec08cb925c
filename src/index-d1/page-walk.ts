/**
 * One page of a list, forward or backward from a token. Contract: "QueryResult". Guarantees: only the first page, reached
 * backwards, is filled up from the start.
 */
import type { ListOrder } from './list-order.ts';
import type { Look, LookRequest } from './look.ts';
import type { Seen } from './page-of.ts';
import type { PagePlace } from './page-place.ts';

export interface PageQuery {
  /** 1 to 1000. */
  readonly countRequested: number;
  readonly requestPriorResults: boolean;
  readonly totals: boolean;
}

export interface SeenBothWays<Row, Gap> {
  readonly seen: Seen<Row, Gap>;
  /** The first page, reached backwards: the rows before the token alone; else null. */
  readonly unfilled: Seen<Row, Gap> | null;
}

/** `place`: that of the token; null without one. */
export async function seeBothWays<Row, Gap>(
  { start, isStart }: ListOrder<Row, Gap>,
  { countRequested: size, requestPriorResults, totals }: PageQuery,
  place: PagePlace<Gap> | null,
  look: (request: LookRequest<Gap>) => Promise<Look<Row, Gap>>,
): Promise<SeenBothWays<Row, Gap>> {
  let unfilled: Seen<Row, Gap> | null = null;
  if (requestPriorResults && place !== null && !isStart(place.before)) {
    const request = { gap: place.before, direction: 'backward', size, totals } as const;
    const seen = { request, rank: place.rankBefore, look: await look(request) };
    if (seen.look.stopped !== null || seen.look.rows.length >= size) return { seen, unfilled };
    // Fewer than a page are left before the token: the first page.
    unfilled = seen;
  }
  const forward = requestPriorResults ? null : place;
  const request = { gap: forward?.after ?? start, direction: 'forward', size, totals } as const;
  return { seen: { request, rank: forward?.rankAfter ?? 0, look: await look(request) }, unfilled };
}
