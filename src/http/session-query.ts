/**
 * The filters of sessions: the query parameters of QuerySessions and of other lists, the bodies of find and delete.
 * Contract: "Session store".
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';
import { pagingParameters } from './query-result.ts';
import { filterText } from './text.ts';

export const exactFilters = {
  subjectId: v.nullish(filterText(LIMITS.subjectId), null),
  sessionId: v.nullish(filterText(LIMITS.sessionId), null),
};
const OBJECT = 'must be a JSON object';

export const sessionFilter = v.strictObject(exactFilters, OBJECT);
export const sessionFind = v.strictObject(
  { ...exactFilters, resultsToken: v.nullish(v.string('must be a string'), null) },
  OBJECT,
);
export const removeExpired = v.strictObject(
  {
    count: v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number'),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(LIMITS.pageSize, `must be at most ${LIMITS.pageSize}`),
    ),
  },
  OBJECT,
);

export const exactParameter = (name: string, max: number) => ({ name, schema: v.optional(filterText(max)) });

export const exactParameters = {
  subjectId: exactParameter('subjectId', LIMITS.subjectId),
  sessionId: exactParameter('sessionId', LIMITS.sessionId),
};

const contains = (name: string, max: number) => ({ name, schema: v.optional(filterText(max)) });

export const queryParameters = {
  subjectId: contains('subjectId', LIMITS.subjectId),
  sessionId: contains('sessionId', LIMITS.sessionId),
  displayName: contains('displayName', LIMITS.displayName),
  ...pagingParameters,
  fields: { name: 'fields', schema: v.optional(v.picklist(['summary'], 'must be summary, or absent')) },
};
