/** Logout notifications: which there are, and one once more. Contract: "Session management", deliveries. */
import * as v from 'valibot';
import { DELIVERY_STATUSES, type Delivery } from '../session/ending.ts';
import { LIMITS } from '../session/limits.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { pagingParameters, toPage } from './query-result.ts';
import { indexState } from './session-index.ts';
import { exactParameter, exactParameters } from './session-query.ts';
import { filterWord, nameBounds, outOfBounds } from './text.ts';
import { formatTime, formatTimeOrNull } from './time.ts';

export const toDelivery = (delivery: Delivery) => ({
  id: delivery.id,
  clientId: delivery.clientId,
  subjectId: delivery.subjectId,
  sessionId: delivery.sessionId,
  reason: delivery.reason,
  status: delivery.status,
  attempts: delivery.attempts,
  lastError: delivery.lastError,
  nextAttempt: formatTimeOrNull(delivery.nextAttempt),
  created: formatTime(delivery.created),
});

export const queryDeliveries = operation({
  name: 'QueryDeliveries',
  method: 'GET',
  path: '/v1/management/deliveries',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: {
    status: { name: 'status', schema: v.optional(filterWord(DELIVERY_STATUSES)) },
    clientId: exactParameter('clientId', LIMITS.clientId),
    ...exactParameters,
    ...pagingParameters,
  },
  body: null,
  async handle({ services, query }) {
    const found = await services().management.deliveries({
      ...query,
      status: query.status ?? null,
      clientId: query.clientId ?? null,
      subjectId: query.subjectId ?? null,
      sessionId: query.sessionId ?? null,
      resultsToken: query.resultsToken ?? null,
    });
    if (found.outcome !== 'page') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toPage(found.page, toDelivery) } };
  },
});

/** Longer than any id of ours. */
const idBounds = nameBounds(200);

export const redeliver = operation({
  name: 'Redeliver',
  method: 'POST',
  path: '/v1/management/deliveries/:id/redeliver',
  scope: 'manage',
  writes: true,
  headers: {},
  query: {},
  body: null,
  async handle({ services, path: { id = '' } }) {
    if (outOfBounds(id, idBounds) !== null) return { problem: problemOf('delivery-not-found') };
    const queued = await services().management.redeliver(id);
    if (queued.outcome !== 'queued') return { problem: problemOf(queued.outcome) };
    return { answer: { status: 202, body: toDelivery(queued.delivery), headers: indexState(queued) } };
  },
});
