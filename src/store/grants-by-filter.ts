/**
 * Grants by filter: find and remove. With a subject its object alone is asked, and knows; without one the index names the
 * objects, which decide again. Guarantees: paging visits each grant that stays exactly once; a removal is complete before it
 * answers, but for what an answer said is `pending` in the index.
 */
import type { Grant, GrantFields } from '../grant/grant.ts';
import type { FindGrantsOutcome, GrantFilter, RemoveGrantsOutcome } from '../grant/grant-store.ts';
import type { GrantPosition, LocatedGrant, SubjectlessFilter } from '../index-d1/grant-look.ts';
import type { Located } from '../index-d1/index-row.ts';
import { decodeToken, encodeToken, type PackedGrantPlace, type TokenFilters } from '../index-d1/results-token.ts';
import { routeOf } from '../session/keys.ts';
import { LIMITS } from '../session/limits.ts';
import { filterValue } from '../session/session-filter.ts';
import type { WriteOptions } from '../session/session-store.ts';
import { followLocated } from './follow-located.ts';
import { openedGrant } from './opened-grant.ts';
import type { StoreParts } from './store-parts.ts';
import { AnswerRoom, inOneAnswer } from './whole-records.ts';

interface Piece {
  readonly grants: readonly Grant[];
  /** Where the rest begins; null: this was all. */
  readonly after: PackedGrantPlace | null;
}

export async function findGrants(
  parts: StoreParts,
  given: GrantFilter,
  resultsToken: string | null,
): Promise<FindGrantsOutcome> {
  const filter = withoutBlanks(given);
  if (isEmpty(filter)) return { outcome: 'filter-required' };
  const keys = await parts.tokenKeys();
  const bound = boundTo(filter);
  const after = resultsToken === null ? null : await decodeToken(keys, 'grants', bound, resultsToken);
  if (resultsToken !== null && after === null) return { outcome: 'results-token-invalid' };
  const { subjectId, ...rest } = filter;
  const piece =
    subjectId === null
      ? await inIndex(parts, rest, after && 'n' in after ? after : null)
      : await ofSubject(parts, subjectId, rest, after && 'id' in after ? after.id : null);
  const token = piece.after && (await encodeToken(keys, 'grants', bound, piece.after));
  return { outcome: 'found', grants: piece.grants, resultsToken: token };
}

export async function removeGrants(
  { directory, index }: StoreParts,
  given: GrantFilter,
  { respondAsync = false }: WriteOptions,
): Promise<RemoveGrantsOutcome> {
  const filter = withoutBlanks(given);
  if (isEmpty(filter)) return { outcome: 'filter-required' };
  const { subjectId, ...selection } = filter;
  let deleted = 0;
  let indexed = true;
  const removeAt = async (route: string, located: readonly Located[]) => {
    const answer = await directory.call(route, 'repeatable', (object) =>
      object.removeGrants({ route, selection, located, wait: !respondAsync }),
    );
    deleted += answer.removed;
    indexed &&= answer.indexed;
    return answer;
  };
  if (subjectId !== null) {
    await removeAt(await routeOf(subjectId), []);
    return { outcome: 'deleted', deleted, indexed };
  }
  for (let after: GrantPosition | null = null; ; ) {
    const { located, next } = await index.locateGrants(selection, after, LIMITS.pageSize);
    await followLocated(located, removeAt, true);
    if (next === null) return { outcome: 'deleted', deleted, indexed };
    after = next;
  }
}

async function ofSubject(
  parts: StoreParts,
  subjectId: string,
  selection: SubjectlessFilter,
  after: string | null,
): Promise<Piece> {
  const route = await routeOf(subjectId);
  const args = { route, selection, after, limit: LIMITS.pageSize, bytes: LIMITS.answerBytes };
  const listed = await parts.directory.call(route, 'read', (object) => object.listGrants(args));
  const room = new AnswerRoom();
  const grants: Grant[] = [];
  let last: { readonly id: string } | null = null;
  for (const stored of listed.grants) {
    const grant = await openedGrant(parts, route, stored);
    if (!room.take(grant)) return { grants, after: last };
    grants.push(grant);
    last = { id: stored.id };
  }
  return { grants, after: listed.more ? last : null };
}

/** Walks of the index in one answer: where few of what they pass match, the token goes on. */
const WALKS = 20;

async function inIndex(parts: StoreParts, filter: SubjectlessFilter, from: GrantPosition | null): Promise<Piece> {
  const located: (LocatedGrant & GrantPosition)[] = [];
  let after = from;
  for (let walk = 0; walk < WALKS && located.length < LIMITS.pageSize; walk++) {
    const found = await parts.index.locateGrants(filter, after, LIMITS.pageSize - located.length);
    located.push(...found.located);
    after = found.next;
    if (after === null) break;
  }
  const whole = await inOneAnswer(
    located,
    (grant: Grant) => isMatch(filter, grant),
    async (route, ids, bytes) => {
      const answer = await parts.directory.call(route, 'read', (object) => object.readGrants({ route, ids, bytes }));
      const read = new Map<string, Grant>();
      for (const stored of answer.grants) read.set(stored.id, await openedGrant(parts, route, stored));
      return { ...answer, read };
    },
  );
  const { records: grants, complete, last } = whole;
  if (!complete && last) return { grants, after: { value: last.value, n: last.n } };
  return { grants, after };
}

function isMatch(filter: SubjectlessFilter, { sessionId, clientId, type, grantId, lookup }: GrantFields): boolean {
  const is = (wanted: string | null, value: string | null) => wanted === null || wanted === value;
  const isOne = (wanted: readonly string[] | null, value: string | null) =>
    wanted === null || (value !== null && wanted.includes(value));
  return (
    is(filter.sessionId, sessionId) &&
    isOne(filter.clientIds, clientId) &&
    isOne(filter.types, type) &&
    is(filter.grantId, grantId) &&
    is(filter.lookup, lookup)
  );
}

const isEmpty = (filter: GrantFilter): boolean => Object.values(filter).every((value) => value === null);

/** A blank filter counts as not set. */
const withoutBlanks = ({ subjectId, sessionId, clientIds, types, grantId, lookup }: GrantFilter): GrantFilter => ({
  subjectId: filterValue(subjectId),
  sessionId: filterValue(sessionId),
  clientIds,
  types,
  grantId: filterValue(grantId),
  lookup: filterValue(lookup),
});

/** A list in another order is the same filter. */
function boundTo({ clientIds, types, ...rest }: GrantFilter): TokenFilters {
  const list = (values: readonly string[] | null) => values && JSON.stringify([...new Set(values)].sort());
  return { ...rest, clientIds: list(clientIds), types: list(types) };
}
