/** UserSession: a session as it is shown, without key and ticket (contract, "Ticket store"). Pure. */
import { type SessionSummary, sessionFields } from '../session/server-side-session.ts';
import type { AuthenticationTicket } from './authentication-ticket.ts';

export interface UserSession extends Omit<SessionSummary, 'scheme'> {
  readonly issuer: string | null;
  readonly clientIds: readonly string[];
}

/** Ids, names and times come from the record; issuer and clients from its ticket, where it has one. */
export function userSessionOf(session: SessionSummary, ticket: AuthenticationTicket | null): UserSession {
  const { scheme: _scheme, ...fields } = sessionFields(session);
  return {
    id: session.id,
    ...fields,
    issuer: ticket?.issuer ?? null,
    clientIds: (ticket?.clients ?? []).map(({ clientId }) => clientId),
    revision: session.revision,
  };
}
