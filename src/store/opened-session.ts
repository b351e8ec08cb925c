/** A stored record with its envelope opened: key and ticket, or why not. Reading never removes anything. */
import { type ServerSideSession, sessionFields } from '../session/server-side-session.ts';
import type { StoredSession } from '../subject/outcome.ts';
import type { Protector } from '../ticket/protector.ts';
import { openSession } from '../ticket/session-envelope.ts';

/** `route`: the object that holds the record. */
export async function openedSession(
  protector: Protector,
  route: string,
  stored: StoredSession,
): Promise<ServerSideSession> {
  const { id, partition, subjectId, sessionId, revision, envelope } = stored;
  const opened = await openSession(protector, { route, id, partition, subjectId, sessionId, envelope });
  const { key, ticket, ticketError } =
    opened.outcome === 'opened'
      ? { ...opened, ticketError: null }
      : { key: null, ticket: null, ticketError: opened.outcome };
  return { id, key, ...sessionFields(stored), ticket, revision, ticketError };
}
