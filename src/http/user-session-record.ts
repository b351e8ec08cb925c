/** UserSession as it goes out: a session without key and ticket. Contract: "Ticket store". */
import type { UserSession } from '../ticket/user-session.ts';
import { formatTime, formatTimeOrNull } from './time.ts';

/** A session in the order of the contract. */
export const toUserSession = (session: UserSession) => ({
  id: session.id,
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  displayName: session.displayName,
  device: session.device,
  created: formatTime(session.created),
  renewed: formatTime(session.renewed),
  expires: formatTimeOrNull(session.expires),
  absoluteExpires: formatTimeOrNull(session.absoluteExpires),
  issuer: session.issuer,
  clientIds: [...session.clientIds],
  revision: session.revision,
});
