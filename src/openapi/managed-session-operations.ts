/** Sessions as session management shows them, in words. */
import * as v from 'valibot';
import type * as operations from '../http/managed-session-operations.ts';
import { toTicketedSession } from '../http/managed-session-operations.ts';
import type { DescriptionsOf } from './description.ts';
import { madeBy } from './made-by.ts';
import { query } from './query-parameters.ts';
import { queryResult } from './query-result.ts';
import { ticketError } from './session-record.ts';
import { ticket } from './ticket.ts';
import { userSession } from './user-session.ts';

const ticketedSession = madeBy(toTicketedSession, {
  ...userSession.entries,
  ticket: v.nullable(ticket),
  ticketError,
});

export const managedSessionOperations: DescriptionsOf<typeof operations> = {
  QueryUserSessions: {
    summary: 'One page of sessions by substrings of subject, sid and display name, by client, live or expired.',
    query: {
      ...query,
      clientId: 'Exact: in the list of the session. A blank one counts as not given.',
      active: 'true leaves out expired sessions, false all others.',
      fields: 'ticket adds ticket and ticketError; summary is the same as absent.',
    },
    answer: {
      status: 200,
      description: 'A page; only with fields=ticket its rows have ticket and ticketError.',
      schema: queryResult(v.union([userSession, ticketedSession])),
    },
    problems: ['results-token-invalid'],
  },
  GetUserSession: {
    summary: 'A session by its public id.',
    answer: { status: 200, description: 'The session, without key and ticket.', schema: userSession },
    problems: ['session-not-found'],
  },
};
