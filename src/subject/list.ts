/** GetSessions of this object's subject: expired ones included, by created, then id; bounded in records and bytes. */
import type { ListArgs, Listed } from './api.ts';
import type { SubjectContext } from './context.ts';
import type { StoredSession } from './outcome.ts';

export function list(ctx: SubjectContext, { partition, sessionId, after, limit, bytes }: ListArgs): Listed {
  const sessions: StoredSession[] = [];
  if (!ctx.tables.exist) return { sessions, more: false };
  let size = 0;
  for (const record of ctx.tables.records.inOrder(partition, sessionId, after)) {
    if (sessions.length === limit || (sessions.length > 0 && size + record.envelope.length > bytes)) {
      return { sessions, more: true };
    }
    size += record.envelope.length;
    sessions.push(record);
  }
  return { sessions, more: false };
}
