/**
 * The request headers of the contract, each a parameter that operations declare.
 * Guarantees: bounds and encodings as in "Access", "Bodies and values" and "Answers".
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';
import { ifMatchSchema, ifNoneMatchSchema } from './entity-tag.ts';
import { percentEncoded } from './percent.ts';

export const sessionKey = { name: 'Session-Key', schema: percentEncoded({ min: 1, max: LIMITS.key, blank: false }) };

export const grantKey = { name: 'Grant-Key', schema: percentEncoded({ min: 1, max: LIMITS.key, blank: false }) };

export const sessionSubject = {
  name: 'Session-Subject',
  schema: v.optional(percentEncoded({ min: 1, max: LIMITS.subjectId, blank: false })),
};

/** Valid on every request under `/v1`. */
export const onBehalfOf = {
  name: 'On-Behalf-Of',
  schema: v.optional(percentEncoded({ min: 1, max: 200, blank: true })),
};

export const ifMatch = { name: 'If-Match', schema: v.optional(ifMatchSchema) };

export const ifNoneMatch = { name: 'If-None-Match', schema: v.optional(ifNoneMatchSchema) };

export const idempotencyKey = {
  name: 'Idempotency-Key',
  schema: v.optional(
    v.pipe(v.string('is required'), v.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1-255 visible ASCII characters')),
  ),
};

/** RFC 7240: unknown preferences are ignored. */
const preferences = v.pipe(
  v.string('is required'),
  v.check((value) => value.trim() !== '', 'must not be empty'),
  v.transform((value) => value.split(',')),
);
const respondsAsync = (given: readonly string[]): boolean =>
  given.some((preference) => /^\s*respond-async\s*(?:;|$)/i.test(preference));
/** Of several the first counts. */
const returnsRepresentation = (given: readonly string[]): boolean =>
  /=\s*(?:representation|"representation")\s*(?:;|$)/i.test(given.find((one) => /^\s*return\s*=/i.test(one)) ?? '');

/** Out: whether the answer may come before the index confirms. */
export const prefer = {
  name: 'Prefer',
  schema: v.optional(
    v.pipe(
      preferences,
      v.transform((given) => respondsAsync(given)),
    ),
  ),
};

/** Out: both preferences of a removal. */
export const preferRepresentation = {
  name: 'Prefer',
  schema: v.optional(
    v.pipe(
      preferences,
      v.transform((given) => ({
        respondAsync: respondsAsync(given),
        representation: returnsRepresentation(given),
      })),
    ),
  ),
};
