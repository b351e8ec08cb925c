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
  countRequested: {
    name: 'countRequested',
    description: `Rows of a page, 1 to ${LIMITS.pageSize}; 0 or absent: ${LIMITS.defaultPageSize}.`,
    schema: count,
  },
  resultsToken: {
    name: 'resultsToken',
    description: 'From an earlier page with the same filters.',
    schema: v.optional(v.string('must be a string')),
  },
  requestPriorResults: {
    name: 'requestPriorResults',
    description: 'The page before the token instead of the page after it.',
    schema: flag(false),
  },
  totals: { name: 'totals', description: 'false skips counting.', schema: flag(true) },
};

const number = v.pipe(v.number('must be a number'), v.metadata({ type: 'integer', minimum: 0 }));

/** For the OpenAPI document. */
export const queryResult = <S extends v.GenericSchema>(row: S) =>
  v.object({
    resultsToken: v.nullable(v.string('must be a string')),
    hasPrevResults: v.boolean('must be a boolean'),
    hasNextResults: v.boolean('must be a boolean'),
    totalCount: v.nullable(number),
    totalCountAtLeast: number,
    totalPages: v.nullable(number),
    currentPage: v.nullable(number),
    incomplete: v.boolean('must be a boolean'),
    results: v.array(row),
  });

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
