/**
 * In a partition (BFF) a subject and sid have one session: the one that comes takes the place of the one that is here.
 * Inside the transaction that stores it. Ordinary sessions may share a sid.
 */
import { SYSTEM } from '../session/ending.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { replaced } from './ending.ts';
import type { SessionContent } from './outcome.ts';

/** Says whether one made room. Nobody hears of it, and nothing hangs on it: its key has ended. */
export function makeRoom(
  ctx: SubjectContext,
  id: string,
  { partition, subjectId, sessionId }: Pick<SessionContent, 'partition' | 'subjectId' | 'sessionId'>,
): boolean {
  if (partition === '') return false;
  const others = ctx.tables.records
    .ofSubject(partition, sessionId)
    .filter((record) => record.id !== id && record.subjectId === subjectId);
  for (const record of others) endRecord(ctx, record, replaced(SYSTEM, 'replace'));
  return others.length > 0;
}
