/**
 * GetSessions: exact, AND, expired included, by created, then id. By subject from the subject's object alone; by sid from
 * the index, then from the owners, which decide again. `partition` is empty for ordinary sessions.
 */
import { decodeToken, encodeToken } from '../index-d1/results-token.ts';
import { routeOf } from '../session/keys.ts';
import { LIMITS } from '../session/limits.ts';
import type { ServerSideSession } from '../session/server-side-session.ts';
import { filterValue, type SessionFilter } from '../session/session-filter.ts';
import type { FindOutcome } from '../session/session-store.ts';
import type { Position } from '../subject/api.ts';
import { openedSession } from './opened-session.ts';
import type { StoreParts } from './store-parts.ts';
import { AnswerRoom, wholeRecords } from './whole-records.ts';

interface Piece {
  readonly sessions: readonly ServerSideSession[];
  /** Where the rest begins; null: this was all. */
  readonly after: Position | null;
}

export async function getSessions(
  parts: StoreParts,
  filter: SessionFilter,
  resultsToken: string | null,
  partition = '',
  limit: number = LIMITS.pageSize,
): Promise<FindOutcome> {
  const subjectId = filterValue(filter.subjectId);
  const sessionId = filterValue(filter.sessionId);
  if (subjectId === null && sessionId === null) return { outcome: 'filter-required' };
  const keys = await parts.tokenKeys();
  const bound = { subjectId, sessionId, partition: partition === '' ? null : partition };
  let after: Position | null = null;
  if (resultsToken !== null) {
    const position = await decodeToken(keys, 'find', bound, resultsToken);
    if (!position) return { outcome: 'results-token-invalid' };
    after = position.last;
  }
  const piece =
    subjectId !== null
      ? await ofSubject(parts, { partition, subjectId, sessionId }, after, limit)
      : await ofSid(parts, { partition, sessionId: sessionId ?? '' }, after, limit);
  const rest = piece.after && (await encodeToken(keys, 'find', bound, { first: piece.after, last: piece.after }));
  return { outcome: 'found', sessions: piece.sessions, resultsToken: rest };
}

async function ofSubject(
  { directory, protector }: StoreParts,
  {
    partition,
    subjectId,
    sessionId,
  }: { readonly partition: string; readonly subjectId: string; readonly sessionId: string | null },
  after: Position | null,
  limit: number,
): Promise<Piece> {
  const route = await routeOf(subjectId);
  const listed = await directory.call(route, 'read', (object) =>
    object.list({ route, partition, sessionId, after, limit, bytes: LIMITS.answerBytes }),
  );
  const room = new AnswerRoom();
  const sessions: ServerSideSession[] = [];
  for (const stored of listed.sessions) {
    const session = await openedSession(protector, route, stored);
    if (!room.take(session)) return { sessions, after: positionOf(sessions) };
    sessions.push(session);
  }
  return { sessions, after: listed.more ? positionOf(sessions) : null };
}

async function ofSid(
  parts: StoreParts,
  { partition, sessionId }: { readonly partition: string; readonly sessionId: string },
  after: Position | null,
  limit: number,
): Promise<Piece> {
  const located = await parts.index.locateBySid(partition, sessionId, after, limit + 1);
  const page = located.slice(0, limit);
  const { sessions, last, complete } = await wholeRecords(parts, page, (session) => session.sessionId === sessionId);
  const more = !complete || located.length > page.length;
  const inOrder = sessions.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  return { sessions: inOrder, after: more && last ? { created: last.created, id: last.id } : null };
}

function positionOf(sessions: readonly ServerSideSession[]): Position | null {
  const last = sessions.at(-1);
  return last ? { created: last.created, id: last.id } : null;
}
