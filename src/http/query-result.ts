/**
 * Lists that grow: the query parameters that every one of them has, and the page that answers. Contract: "QuerySessions",
 * "QueryResult".
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';
import type { QueryResult } from '../session/session-filter.ts';

const flag = (fallback: boolean) =>
  v.pipe(
    v.optional(v.picklist(['true', 'false'], 'must be true or false'), fallback ? 'true' : 'false'),
    v.transform((value) => value === 'true'),
  );

const count = v.pipe(
  v.optional(v.string('must be a string'), '0'),
  v.regex(/^(?:0|[1-9]\d{0,3})$/, `must be a whole number from 0 to ${LIMITS.pageSize}`),
  v.transform(Number),
  v.check((value) => value <= LIMITS.pageSize, `must be at most ${LIMITS.pageSize}`),
  v.transform((value) => (value === 0 ? LIMITS.defaultPageSize : value)),
);

export const pagingParameters = {
  countRequested: { name: 'countRequested', schema: count },
  resultsToken: { name: 'resultsToken', schema: v.optional(v.string('must be a string')) },
  requestPriorResults: { name: 'requestPriorResults', schema: flag(false) },
  totals: { name: 'totals', schema: flag(true) },
};

/** A page in the order of the contract. */
export const toPage = <T, R>(page: QueryResult<T>, toRow: (row: T) => R): QueryResult<R> => ({
  resultsToken: page.resultsToken,
  hasPrevResults: page.hasPrevResults,
  hasNextResults: page.hasNextResults,
  totalCount: page.totalCount,
  totalCountAtLeast: page.totalCountAtLeast,
  totalPages: page.totalPages,
  currentPage: page.currentPage,
  incomplete: page.incomplete,
  results: page.results.map(toRow),
});
