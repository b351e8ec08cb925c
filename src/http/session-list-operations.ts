/**
 * The operations of the session store on many records: find, delete, remove expired, query. Contract: "Session store".
 * Relies on: the store ending an answer at 1,000 records or 8 MiB.
 */
import { prefer } from './headers.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { toPage } from './query-result.ts';
import { indexState } from './session-index.ts';
import { queryParameters, removeExpired, sessionFilter, sessionFind } from './session-query.ts';
import { toRecord, toSummary } from './session-record.ts';

export const findSessions = operation({
  name: 'GetSessions',
  method: 'POST',
  path: '/v1/sessions/find',
  scope: 'store',
  writes: false,
  headers: {},
  query: {},
  body: sessionFind,
  async handle({ services, body: { resultsToken, ...filter } }) {
    const found = await services().store.getSessions(filter, resultsToken);
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { sessions, resultsToken: next } = found;
    return { answer: { status: 200, body: { sessions: sessions.map(toRecord), resultsToken: next } } };
  },
});

export const deleteSessions = operation({
  name: 'DeleteSessions',
  method: 'POST',
  path: '/v1/sessions/delete',
  scope: 'store',
  writes: true,
  headers: { prefer },
  query: {},
  body: sessionFilter,
  async handle({ services, headers, body }) {
    const deleted = await services().store.deleteSessions(body, { respondAsync: headers.prefer });
    if (deleted.outcome !== 'deleted') return { problem: problemOf(deleted.outcome) };
    return { answer: { status: 200, body: { deleted: deleted.deleted }, headers: indexState(deleted) } };
  },
});

export const removeExpiredSessions = operation({
  name: 'GetAndRemoveExpiredSessions',
  method: 'POST',
  path: '/v1/sessions/remove-expired',
  scope: 'store',
  writes: true,
  headers: {},
  query: {},
  body: removeExpired,
  async handle({ services, body }) {
    const removed = await services().store.getAndRemoveExpiredSessions(body.count);
    return { answer: { status: 200, body: { sessions: removed.map(toRecord) } } };
  },
});

export const querySessions = operation({
  name: 'QuerySessions',
  method: 'GET',
  path: '/v1/sessions',
  scope: 'store',
  writes: false,
  headers: {},
  query: queryParameters,
  body: null,
  async handle({ services, query }) {
    const found = await services().store.querySessions({
      subjectId: query.subjectId ?? null,
      sessionId: query.sessionId ?? null,
      displayName: query.displayName ?? null,
      countRequested: query.countRequested,
      resultsToken: query.resultsToken ?? null,
      requestPriorResults: query.requestPriorResults,
      fields: query.fields ?? 'full',
      totals: query.totals,
    });
    if (found.outcome !== 'page') return { problem: problemOf(found.outcome) };
    const page = found.fields === 'full' ? toPage(found.page, toRecord) : toPage(found.page, toSummary);
    return { answer: { status: 200, body: page } };
  },
});
