/** Sessions as session management shows them, in words. */
import * as v from 'valibot';
import type * as operations from '../http/managed-session-operations.ts';
import { toTicketedSession } from '../http/managed-session-operations.ts';
import type { DescriptionsOf } from './description.ts';
import { madeBy } from './made-by.ts';
import { exact, paging, query } from './query-parameters.ts';
import { queryResult } from './query-result.ts';
import { ticketError } from './session-record.ts';
import { ticket } from './ticket.ts';
import { told } from './told.ts';
import { userSession } from './user-session.ts';

const ticketedSession = madeBy(toTicketedSession, {
  ...userSession.entries,
  ticket: v.nullable(ticket),
  ticketError,
});

const FIELDS = 'ticket adds ticket and ticketError; summary is the same as absent.';

export const managedSessionOperations: DescriptionsOf<typeof operations> = {
  QueryUserSessions: {
    summary: 'One page of sessions by substrings of subject, sid and display name, by client, live or expired.',
    query: {
      ...query,
      clientId: 'Exact: in the list of the session. A blank one counts as not given.',
      active: 'true leaves out expired sessions, false all others.',
      fields: FIELDS,
    },
    answer: {
      status: 200,
      description: 'A page; only with fields=ticket its rows have ticket and ticketError.',
      schema: queryResult(v.union([userSession, ticketedSession])),
    },
    problems: ['results-token-invalid'],
  },
  GetUserSessions: {
    summary: 'All sessions of a subject, expired ones included, by created, then id.',
    query: {
      ...exact,
      subjectId: 'Exact. Whose sessions: without it, or blank, filter-required.',
      countRequested: paging.countRequested,
      resultsToken: 'From an earlier answer with the same filters.',
      fields: FIELDS,
    },
    answer: {
      status: 200,
      description: 'The sessions, with a token where there are more; only with fields=ticket with tickets.',
      schema: v.object({
        sessions: v.array(v.union([userSession, ticketedSession])),
        resultsToken: told.stringOrNull,
      }),
    },
    problems: ['filter-required', 'results-token-invalid'],
  },
  GetUserSession: {
    summary: 'A session by its public id.',
    answer: { status: 200, description: 'The session, without key and ticket.', schema: userSession },
    problems: ['session-not-found'],
  },
};
