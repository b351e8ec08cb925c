/** Previous and next of a list, and how much there is. Guarantees: the filter stays in the address; no page is counted twice. */
import type { QueryResult } from '../session/session-filter.ts';

interface PagerProps {
  readonly page: QueryResult<unknown>;
  /** The address of the list with its filter, without token. */
  readonly list: string;
  /** What one is called, and many. */
  readonly of: readonly [string, string];
}

export function Pager({ page, list, of }: PagerProps) {
  const at = (more: string): string => `${list}${list.includes('?') ? '&' : '?'}token=${page.resultsToken}${more}`;
  return (
    <nav class="pager" aria-label="Pages">
      <span id="total">{totalOf(page, of)}</span>
      {page.hasPrevResults && (
        <a href={at('&prior=true')} rel="prev">
          Previous
        </a>
      )}
      {page.hasNextResults && (
        <a href={at('')} rel="next">
          Next
        </a>
      )}
    </nav>
  );
}

function totalOf(page: PagerProps['page'], [one, many]: PagerProps['of']) {
  const { totalCount, totalCountAtLeast, currentPage, totalPages, results } = page;
  // Nothing is counted of a search that has not seen everything, but there are these.
  const count = totalCount ?? Math.max(totalCountAtLeast, results.length);
  const total = `${totalCount === null ? 'at least ' : ''}${count.toLocaleString('en')} ${count === 1 ? one : many}`;
  return currentPage === null || totalPages === null || totalPages === 0
    ? total
    : `${total}, page ${currentPage} of ${totalPages}`;
}
