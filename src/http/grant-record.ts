/**
 * A persisted grant in JSON: what may come in, which filters find it, and what goes out. Contract: "Persisted grants".
 * Guarantees: limits from `LIMITS`; control characters only in `data`; an answer has every field.
 */
import * as v from 'valibot';
import type { Grant, NewGrant } from '../grant/grant.ts';
import type { GrantFilter } from '../grant/grant-store.ts';
import { LIMITS } from '../session/limits.ts';
import { filterText, labelText, nameList, nameText, opaqueText } from './text.ts';
import { formatTime, formatTimeOrNull, time } from './time.ts';

const OBJECT = 'must be a JSON object';
const nameOrNull = (max: number) => v.nullish(nameText(max), null);

/** `revision` is ignored, whatever it holds: a grant that was read can be sent back. */
export const newGrant = v.pipe(
  v.strictObject(
    {
      key: nameText(LIMITS.key),
      type: nameText(LIMITS.grantType),
      subjectId: nameOrNull(LIMITS.subjectId),
      sessionId: nameOrNull(LIMITS.sessionId),
      clientId: nameOrNull(LIMITS.clientId),
      grantId: nameOrNull(LIMITS.grantId),
      lookup: nameOrNull(LIMITS.lookup),
      description: v.nullish(labelText(LIMITS.description), null),
      creationTime: v.nullish(time, null),
      expiration: v.nullish(time, null),
      consumedTime: v.nullish(time, null),
      data: opaqueText(LIMITS.grantBytes),
      revision: v.optional(v.unknown()),
    },
    OBJECT,
  ),
  v.transform(({ revision: _revision, ...grant }): NewGrant => grant),
);

const filterOrNull = (max: number) => v.nullish(filterText(max), null);
const filters = {
  subjectId: filterOrNull(LIMITS.subjectId),
  sessionId: filterOrNull(LIMITS.sessionId),
  clientId: filterOrNull(LIMITS.clientId),
  clientIds: v.nullish(nameList(LIMITS.clientId), null),
  type: filterOrNull(LIMITS.grantType),
  types: v.nullish(nameList(LIMITS.grantType), null),
  grantId: filterOrNull(LIMITS.grantId),
  lookup: filterOrNull(LIMITS.lookup),
};
const filterFields = v.strictObject(filters, OBJECT);

/** One value joins those of its list. */
const joined = (one: string | null, list: readonly string[] | null): readonly string[] | null =>
  one === null ? list : [...new Set([...(list ?? []), one])];

const toFilter = (given: v.InferOutput<typeof filterFields>): GrantFilter => ({
  subjectId: given.subjectId,
  sessionId: given.sessionId,
  clientIds: joined(given.clientId, given.clientIds),
  types: joined(given.type, given.types),
  grantId: given.grantId,
  lookup: given.lookup,
});

export const grantFilter = v.pipe(filterFields, v.transform(toFilter));
export const grantFind = v.pipe(
  v.strictObject({ ...filters, resultsToken: v.nullish(v.string('must be a string'), null) }, OBJECT),
  v.transform(({ resultsToken, ...given }) => ({ filter: toFilter(given), resultsToken })),
);

/** A grant in the order of the contract. */
export const toGrant = (grant: Grant) => ({
  key: grant.key,
  type: grant.type,
  subjectId: grant.subjectId,
  sessionId: grant.sessionId,
  clientId: grant.clientId,
  grantId: grant.grantId,
  lookup: grant.lookup,
  description: grant.description,
  creationTime: formatTime(grant.creationTime),
  expiration: formatTimeOrNull(grant.expiration),
  consumedTime: formatTimeOrNull(grant.consumedTime),
  data: grant.data,
  revision: grant.revision,
});
