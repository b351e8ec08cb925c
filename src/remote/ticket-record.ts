/** AuthenticationTicket and UserSession as the wire tells them. Contract: "Ticket store". */
import type { AuthenticationTicket, TicketProperties } from '../ticket/authentication-ticket.ts';
import type { UserSession } from '../ticket/user-session.ts';
import { timed } from './times.ts';

export function ticketOf(json: unknown): AuthenticationTicket {
  // The wire says of clients twice: their ids, and all of them with what differs.
  const { clientIds: _ids, ...ticket } = json as AuthenticationTicket & { readonly clientIds: unknown };
  return { ...ticket, properties: timed<TicketProperties>(ticket.properties, ['issued', 'expires']) };
}

export const userSessionOf = (json: unknown): UserSession =>
  timed<UserSession>(json, ['created', 'renewed', 'expires', 'absoluteExpires']);
