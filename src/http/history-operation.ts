/** Sessions that have ended. Contract: "Session management", history. */
import * as v from 'valibot';
import { END_REASONS, type EndedSession } from '../session/ending.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { pagingParameters, queryResult, toPage } from './query-result.ts';
import { exactParameters } from './session-query.ts';
import { formatTime } from './time.ts';
import { told } from './told.ts';

const endedSession = v.object({
  id: told.string,
  subjectId: told.string,
  sessionId: told.string,
  displayName: told.stringOrNull,
  device: told.stringOrNull,
  created: told.time,
  ended: told.time,
  reason: told.oneOf(END_REASONS),
  actor: told.string,
  onBehalfOf: told.stringOrNull,
});

const toEndedSession = (session: EndedSession): v.InferOutput<typeof endedSession> => ({
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
  summary: 'One page of sessions that have ended, the newest end first.',
  method: 'GET',
  path: '/v1/management/history',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: { ...exactParameters, ...pagingParameters },
  body: null,
  answer: { status: 200, description: 'The page.', schema: queryResult(endedSession) },
  problems: ['results-token-invalid'],
  async handle({ services, query }) {
    const found = await services().management.history({
      ...query,
      subjectId: query.subjectId ?? null,
      sessionId: query.sessionId ?? null,
      resultsToken: query.resultsToken ?? null,
    });
    if (found.outcome !== 'page') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toPage(found.page, toEndedSession) } };
  },
});
