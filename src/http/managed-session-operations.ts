/**
 * Sessions as session management shows them: a page by filters, one by its public id, and all of a subject. Contract: "Session management".
 * Guarantees: a ticket is only told to a token with `tickets:read`, a key to nobody.
 */
import * as v from 'valibot';
import type { TicketedSession } from '../management/session-management.ts';
import { isId } from '../session/keys.ts';
import { LIMITS } from '../session/limits.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { pagingParameters, toPage } from './query-result.ts';
import { exactParameters, queryParameters } from './session-query.ts';
import { filterText, filterWord } from './text.ts';
import { toTicket } from './ticket-told.ts';
import { toUserSession } from './user-session-record.ts';

export const toTicketedSession = (session: TicketedSession) => ({
  ...toUserSession(session),
  ticket: session.ticket === null ? null : toTicket(session.ticket),
  ticketError: session.ticketError,
});

const userSessionFields = {
  name: 'fields',
  schema: v.optional(v.picklist(['summary', 'ticket'], 'must be summary or ticket, or absent')),
};

export const queryUserSessions = operation({
  name: 'QueryUserSessions',
  method: 'GET',
  path: '/v1/management/sessions',
  scope: 'manage:read',
  alsoAsks: { parameter: 'fields', value: 'ticket', scope: 'tickets:read' },
  writes: false,
  headers: {},
  query: {
    ...queryParameters,
    clientId: { name: 'clientId', schema: v.optional(filterText(LIMITS.clientId)) },
    active: { name: 'active', schema: v.optional(filterWord(['true', 'false'])) },
    fields: userSessionFields,
  },
  body: null,
  async handle({ services, query }) {
    const found = await services().management.query({
      subjectId: query.subjectId ?? null,
      sessionId: query.sessionId ?? null,
      displayName: query.displayName ?? null,
      clientId: query.clientId ?? null,
      active: query.active == null ? null : query.active === 'true',
      withTicket: query.fields === 'ticket',
      countRequested: query.countRequested,
      resultsToken: query.resultsToken ?? null,
      requestPriorResults: query.requestPriorResults,
      totals: query.totals,
    });
    if (found.outcome !== 'page') return { problem: problemOf(found.outcome) };
    const page = found.withTicket ? toPage(found.page, toTicketedSession) : toPage(found.page, toUserSession);
    return { answer: { status: 200, body: page } };
  },
});

export const getUserSessions = operation({
  name: 'GetUserSessions',
  method: 'GET',
  path: '/v1/management/subject/sessions',
  scope: 'manage:read',
  alsoAsks: { parameter: 'fields', value: 'ticket', scope: 'tickets:read' },
  writes: false,
  headers: {},
  query: {
    ...exactParameters,
    countRequested: pagingParameters.countRequested,
    resultsToken: pagingParameters.resultsToken,
    fields: userSessionFields,
  },
  body: null,
  async handle({ services, query }) {
    const found = await services().management.sessionsOf({
      subjectId: query.subjectId ?? null,
      sessionId: query.sessionId ?? null,
      countRequested: query.countRequested,
      resultsToken: query.resultsToken ?? null,
      withTicket: query.fields === 'ticket',
    });
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { resultsToken } = found;
    const sessions = found.withTicket ? found.sessions.map(toTicketedSession) : found.sessions.map(toUserSession);
    return { answer: { status: 200, body: { sessions, resultsToken } } };
  },
});

export const getUserSession = operation({
  name: 'GetUserSession',
  method: 'GET',
  path: '/v1/management/sessions/:id',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: {},
  body: null,
  async handle({ services, path: { id = '' } }) {
    if (!isId(id)) return { problem: problemOf('session-not-found') };
    const found = await services().management.session(id);
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toUserSession(found.session), sessionId: id } };
  },
});
