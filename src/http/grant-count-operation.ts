/** How many grants a subject has, for whoever may look but not hold them. Contract: "Session management", grants. */
import type { GrantCount } from '../grant/grant-count.ts';
import { LIMITS } from '../session/limits.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { exactParameter, exactParameters } from './session-query.ts';
import { formatTime, formatTimeOrNull } from './time.ts';

export const toGrantCount = (of: GrantCount) => ({
  clientId: of.clientId,
  type: of.type,
  count: of.count,
  newestCreationTime: formatTime(of.newestCreationTime),
  earliestExpiration: formatTimeOrNull(of.earliestExpiration),
});

export const countGrants = operation({
  name: 'CountGrants',
  method: 'GET',
  path: '/v1/management/grants',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: { ...exactParameters, clientId: exactParameter('clientId', LIMITS.clientId) },
  body: null,
  async handle({ services, query }) {
    const counted = await services().management.grants({
      subjectId: query.subjectId ?? null,
      sessionId: query.sessionId ?? null,
      clientId: query.clientId ?? null,
    });
    if (counted.outcome !== 'counted') return { problem: problemOf(counted.outcome) };
    const { counts, incomplete } = counted;
    return { answer: { status: 200, body: { grants: counts.map(toGrantCount), incomplete } } };
  },
});
