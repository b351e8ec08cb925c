/** Previous and next of a list, and how much there is. Guarantees: the filter stays in the address; no page is counted twice. */
import type { QueryResult } from '../session/session-filter.ts';

interface PagerProps {
  readonly page: Omit<QueryResult<unknown>, 'results'>;
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

function totalOf({ totalCount, totalCountAtLeast, currentPage, totalPages }: PagerProps['page'], of: PagerProps['of']) {
  const [one, many] = of;
  const count = totalCount ?? totalCountAtLeast;
  const total = `${totalCount === null ? 'at least ' : ''}${count.toLocaleString('en')} ${count === 1 ? one : many}`;
  return currentPage === null || totalPages === null || totalPages === 0
    ? total
    : `${total}, page ${currentPage} of ${totalPages}`;
}
