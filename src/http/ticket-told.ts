/** An AuthenticationTicket as it goes out: every member, null where there is none. Contract: "Ticket store". */
import * as v from 'valibot';
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import { formatTimeOrNull } from './time.ts';

const string = v.string('must be a string');
const text = v.nullable(string);
const flag = v.nullable(v.boolean('must be a boolean'));
const time = v.nullable(v.pipe(string, v.metadata({ format: 'date-time' })));

/** For the OpenAPI document. */
export const toldTicket = v.object({
  scheme: string,
  claims: v.array(v.object({ type: string, value: string, valueType: text, issuer: text })),
  properties: v.object({
    issued: time,
    expires: time,
    isPersistent: flag,
    allowRefresh: flag,
    items: v.record(string, string),
  }),
  sessionId: text,
  issuer: text,
  clientIds: v.array(string),
  clients: v.array(v.object({ clientId: string, sub: text, sid: text })),
});

/** A ticket in the order of the contract. */
export const toTicket = ({ properties, ...ticket }: AuthenticationTicket): v.InferOutput<typeof toldTicket> => ({
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
