/** An AuthenticationTicket as it goes out. */
import * as v from 'valibot';
import { toTicket } from '../http/ticket-told.ts';
import { told as examples } from './examples.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

export const ticket = v.pipe(
  madeBy(toTicket, {
    scheme: told.string,
    claims: v.array(
      v.object({
        type: told.string,
        value: told.string,
        valueType: told.stringOrNull,
        issuer: told.stringOrNull,
      }),
    ),
    properties: v.object({
      issued: told.timeOrNull,
      expires: told.timeOrNull,
      isPersistent: told.booleanOrNull,
      allowRefresh: told.booleanOrNull,
      items: v.record(told.string, told.string),
    }),
    sessionId: told.stringOrNull,
    issuer: told.stringOrNull,
    clientIds: told.strings,
    clients: v.array(
      v.object({
        clientId: told.string,
        sub: told.stringOrNull,
        sid: told.stringOrNull,
      }),
    ),
  }),
  v.examples([examples.ticket]),
);
