/**
 * DeleteSessions. By subject: one call, one transaction, no index. By sid alone: the index names the objects, in the
 * batch that leaves the fence for what it has never confirmed (design.md, invariant 11). `partition` is empty for
 * ordinary sessions.
 */
import type { Located } from '../index-d1/index-row.ts';
import { routeOf } from '../session/keys.ts';
import { filterValue, type SessionFilter } from '../session/session-filter.ts';
import type { DeleteManyOutcome, WriteOptions } from '../session/session-store.ts';
import { followLocated } from './follow-located.ts';
import type { StoreParts } from './store-parts.ts';

export async function deleteSessions(
  parts: StoreParts,
  filter: SessionFilter,
  { respondAsync = false }: WriteOptions,
  partition = '',
): Promise<DeleteManyOutcome> {
  const wait = !respondAsync;
  const subjectId = filterValue(filter.subjectId);
  const sessionId = filterValue(filter.sessionId);
  if (subjectId !== null) {
    const route = await routeOf(subjectId);
    const answer = await parts.directory.call(route, 'repeatable', (object) =>
      object.removeOfSubject({ route, partition, sessionId, by: parts.by, mode: 'delete', wait }),
    );
    return { outcome: 'deleted', deleted: answer.removed, indexed: answer.indexed };
  }
  if (sessionId === null) return { outcome: 'filter-required' };
  return ofSid(parts, { partition, sessionId }, wait);
}

/** Sessions that are named and ended at once; a sid has few, and all of them are ended before the answer. */
const PAGE = 1_000;

async function ofSid(
  { directory, index, now, by }: StoreParts,
  { partition, sessionId }: { readonly partition: string; readonly sessionId: string },
  wait: boolean,
): Promise<DeleteManyOutcome> {
  let deleted = 0;
  let indexed = true;
  const removeAt = async (route: string, ids: readonly Located[]) => {
    const answer = await directory.call(route, 'repeatable', (object) =>
      object.removeOfSid({ route, partition, sessionId, ids, by, wait }),
    );
    deleted += answer.removed;
    indexed &&= answer.indexed;
    return answer;
  };
  const { sessions } = await index.fenceAndLocate({
    partition,
    sessionId,
    kinds: ['session'],
    clients: null,
    reason: 'terminated',
    ...by,
    notify: false,
    at: now(),
    limit: PAGE,
  });
  let named = sessions;
  for (;;) {
    await followLocated(named, removeAt, true);
    const last = named.at(-1);
    if (!last || named.length < PAGE) return { outcome: 'deleted', deleted, indexed };
    named = await index.locateBySid(partition, sessionId, { created: last.created, id: last.id }, PAGE);
  }
}
