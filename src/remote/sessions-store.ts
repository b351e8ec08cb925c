/**
 * What a web application needs (`SessionsStore`), of a service elsewhere: by a client or by a binding, whose scopes are `store` and,
 * to end sessions by anything but their key, `manage`.
 */
import type { SessionManagement } from '../management/session-management.ts';
import { isExpired } from '../session/lifetime.ts';
import type { ServerSideSessionStore } from '../session/session-store.ts';
import type { SessionsStore, SessionsToEnd } from '../ticket/sessions-store.ts';
import type { ServerSideTicketStore } from '../ticket/ticket-store.ts';
import { parseTicket } from '../ticket/ticket-text.ts';
import { type UserSession, userSessionOf } from '../ticket/user-session.ts';

/** Of a service elsewhere, or of this one. */
interface Stores {
  readonly tickets: ServerSideTicketStore;
  readonly store: Pick<ServerSideSessionStore, 'getSessions'>;
  readonly management: Pick<SessionManagement, 'remove'>;
}

/** Each part is asked for at each call: of a binding, it is one call with its path. */
export const sessionsStore = (service: Stores): SessionsStore => ({
  store: (ticket) => service.tickets.store(ticket),
  retrieve: (key) => service.tickets.retrieve(key),
  touch: (key) => service.tickets.touch(key),
  remove: (key) => service.tickets.remove(key),
  list: (subjectId) => list(service, subjectId),
  end: (sessions) => end(service, sessions),
});

/** From the subject's own object, which knows of every end at once. */
async function list(service: Stores, subjectId: string): Promise<readonly UserSession[]> {
  const sessions: UserSession[] = [];
  let token: string | null = null;
  do {
    const found = await service.store.getSessions({ subjectId, sessionId: null }, token);
    // Without a subject, nobody's.
    if (found.outcome !== 'found') return [];
    const live = found.sessions.filter((session) => !isExpired(session, Date.now()));
    sessions.push(...live.map((session) => userSessionOf(session, parseTicket(session.ticket ?? '', session))));
    token = found.resultsToken;
  } while (token !== null);
  return sessions;
}

/** As `remove` does: consents stay, history says `user_logout`. */
async function end(service: Stores, sessions: SessionsToEnd): Promise<number> {
  const removed = await service.management.remove({
    ...filterOf(sessions),
    clientIds: null,
    removeServerSideSession: true,
    sendBackchannelLogoutNotification: true,
    revokeTokens: true,
    revokeConsents: false,
    bffPartitions: null,
    reason: 'user_logout',
    dryRun: false,
  });
  return removed.outcome === 'removed' ? removed.answer.sessionsRemoved : 0;
}

const WHOSE = { subjectId: null, sessionId: null, ids: null, exceptSessionIds: null };

function filterOf(sessions: SessionsToEnd) {
  switch (sessions.which) {
    case 'one':
      return { ...WHOSE, subjectId: sessions.subjectId, ids: [sessions.id] };
    case 'others':
      return { ...WHOSE, subjectId: sessions.subjectId, exceptSessionIds: [sessions.sessionId] };
    case 'sid':
      return { ...WHOSE, sessionId: sessions.sessionId };
    case 'subject':
      return { ...WHOSE, subjectId: sessions.subjectId };
  }
}
