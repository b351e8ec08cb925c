/** Sessions that have ended. Contract: "Session management", history. */
import type { EndedSession } from '../session/ending.ts';
import { LIMITS } from '../session/limits.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { pagingParameters, toPage } from './query-result.ts';
import { exactParameter, exactParameters } from './session-query.ts';
import { formatTime } from './time.ts';

export const toEndedSession = (session: EndedSession) => ({
  id: session.id,
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  displayName: session.displayName,
  device: session.device,
  created: formatTime(session.created),
  ended: formatTime(session.ended),
  reason: session.reason,
  actor: session.actor,
  onBehalfOf: session.onBehalfOf,
});

export const queryHistory = operation({
  name: 'QueryHistory',
  method: 'GET',
  path: '/v1/management/history',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: { ...exactParameters, id: exactParameter('id', LIMITS.key), ...pagingParameters },
  body: null,
  async handle({ services, query }) {
    const found = await services().management.history({
      ...query,
      subjectId: query.subjectId ?? null,
      sessionId: query.sessionId ?? null,
      id: query.id ?? null,
      resultsToken: query.resultsToken ?? null,
    });
    if (found.outcome !== 'page') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toPage(found.page, toEndedSession) } };
  },
});
