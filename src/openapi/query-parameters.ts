/** The query parameters that lists share, in words. */
import type { pagingParameters } from '../http/query-result.ts';
import type { exactParameters, queryParameters } from '../http/session-query.ts';
import { LIMITS } from '../session/limits.ts';

/** In words, each parameter of a list. */
type InWords<Parameters> = Readonly<Record<keyof Parameters, string>>;

export const EXACT = 'Exact, AND; a blank one counts as not given.';
const CONTAINS = 'Contains, literal, AND; a blank one counts as not given.';

export const paging: InWords<typeof pagingParameters> = {
  countRequested: `Rows of a page, 1 to ${LIMITS.pageSize}; 0 or absent: ${LIMITS.defaultPageSize}.`,
  resultsToken: 'From an earlier page with the same filters.',
  requestPriorResults: 'The page before the token instead of the page after it.',
  totals: 'false skips counting.',
};

export const exact: InWords<typeof exactParameters> = { subjectId: EXACT, sessionId: EXACT };

export const query: InWords<typeof queryParameters> = {
  subjectId: CONTAINS,
  sessionId: CONTAINS,
  displayName: CONTAINS,
  ...paging,
  fields: 'summary leaves out key and ticket, and touches no object.',
};
