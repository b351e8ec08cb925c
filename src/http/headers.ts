/**
 * The request headers of the contract, each a parameter that operations declare.
 * Guarantees: bounds and encodings as in "Access", "Bodies and values" and "Answers".
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';
import { ifMatchSchema } from './entity-tag.ts';
import { percentEncoded } from './percent.ts';

export const sessionKey = {
  name: 'Session-Key',
  description: 'The secret key of the session, percent-encoded UTF-8. It never travels in a URL.',
  schema: percentEncoded({ min: 1, max: LIMITS.key, blank: false }),
};

export const sessionSubject = {
  name: 'Session-Subject',
  description:
    'The subject that the session is believed to have, percent-encoded UTF-8. A hint: a wrong one changes no answer.',
  schema: v.optional(percentEncoded({ min: 1, max: LIMITS.subjectId, blank: false })),
};

/** Valid on every request under `/v1`. */
export const onBehalfOf = {
  name: 'On-Behalf-Of',
  description: 'The person behind the token, percent-encoded UTF-8, 1-200 characters.',
  schema: v.optional(percentEncoded({ min: 1, max: 200, blank: true })),
};

export const ifMatch = {
  name: 'If-Match',
  description: 'Revisions of which one must be the present one, as entity tags, or *.',
  schema: v.optional(ifMatchSchema),
};

export const idempotencyKey = {
  name: 'Idempotency-Key',
  description: '1-255 visible ASCII characters. A repeat within 24 hours returns the first answer.',
  schema: v.optional(
    v.pipe(v.string('is required'), v.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1-255 visible ASCII characters')),
  ),
};

/** RFC 7240: unknown preferences are ignored. Out: whether the answer may come before the index confirms. */
export const prefer = {
  name: 'Prefer',
  description: 'respond-async: do not wait for the index.',
  schema: v.optional(
    v.pipe(
      v.string('is required'),
      v.check((value) => value.trim() !== '', 'must not be empty'),
      v.transform((value) => value.split(',').some((preference) => /^\s*respond-async\s*(?:;|$)/i.test(preference))),
    ),
  ),
};
