/** AuthenticationTicket and UserSession on the wire. Contract: "Ticket store". */
import type { AuthenticationTicket, TicketProperties } from '../ticket/authentication-ticket.ts';
import type { Ticketed } from '../ticket/ticket-store.ts';
import type { UserSession } from '../ticket/user-session.ts';
import { timed, timeText } from './times.ts';

/** Of clients, the wire wants the ids, and what differs. */
export const givenTicket = ({ clients, properties, ...ticket }: AuthenticationTicket) => ({
  ...ticket,
  properties: { ...properties, issued: timeText(properties.issued), expires: timeText(properties.expires) },
  clientIds: clients.map(({ clientId }) => clientId),
  clients: clients.filter(({ sub, sid }) => sub !== null || sid !== null),
});

export function ticketOf(json: unknown): AuthenticationTicket {
  const { clientIds: _ids, ...ticket } = json as AuthenticationTicket & { readonly clientIds: unknown };
  return { ...ticket, properties: timed<TicketProperties>(ticket.properties, ['issued', 'expires']) };
}

export const userSessionOf = (json: unknown): UserSession =>
  timed<UserSession>(json, ['created', 'renewed', 'expires', 'absoluteExpires']);

export function ticketedOf(json: unknown): Ticketed {
  const { ticket, session } = json as Readonly<Record<keyof Ticketed, unknown>>;
  return { ticket: ticketOf(ticket), session: userSessionOf(session) };
}
