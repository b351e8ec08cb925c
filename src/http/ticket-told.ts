/** An AuthenticationTicket as it goes out: every member, null where there is none. Contract: "Ticket store". */
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import { formatTimeOrNull } from './time.ts';

/** A ticket in the order of the contract. */
export const toTicket = ({ properties, ...ticket }: AuthenticationTicket) => ({
  scheme: ticket.scheme,
  claims: ticket.claims.map(({ type, value, valueType, issuer }) => ({ type, value, valueType, issuer })),
  properties: {
    issued: formatTimeOrNull(properties.issued),
    expires: formatTimeOrNull(properties.expires),
    isPersistent: properties.isPersistent,
    allowRefresh: properties.allowRefresh,
    items: properties.items,
  },
  sessionId: ticket.sessionId,
  issuer: ticket.issuer,
  clientIds: ticket.clients.map(({ clientId }) => clientId),
  clients: ticket.clients.map(({ clientId, sub, sid }) => ({ clientId, sub, sid })),
});
