/** A stored record with its envelope opened: key and ticket, or why not. Reading never removes anything. */
import type { ServerSideSession } from '../session/server-side-session.ts';
import type { StoredSession } from '../subject/outcome.ts';
import type { Protector } from '../ticket/protector.ts';
import { openSession } from '../ticket/session-envelope.ts';

/** `route`: the object that holds the record. */
export async function openedSession(
  protector: Protector,
  route: string,
  stored: StoredSession,
): Promise<ServerSideSession> {
  const { id, scheme, subjectId, sessionId, displayName, device, created, renewed, expires, absoluteExpires } = stored;
  const { revision, envelope } = stored;
  const opened = await openSession(protector, { route, id, subjectId, sessionId, envelope });
  return {
    id,
    key: opened.outcome === 'opened' ? opened.key : null,
    scheme,
    subjectId,
    sessionId,
    displayName,
    device,
    created,
    renewed,
    expires,
    absoluteExpires,
    ticket: opened.outcome === 'opened' ? opened.ticket : null,
    revision,
    ticketError: opened.outcome === 'opened' ? null : opened.outcome,
  };
}
