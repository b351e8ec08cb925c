/** Logout notifications: which there are, and one once more. Contract: "Session management", deliveries. */
import * as v from 'valibot';
import { DELIVERY_STATUSES, type Delivery, END_REASONS } from '../session/ending.ts';
import { LIMITS } from '../session/limits.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { pagingParameters, queryResult, toPage } from './query-result.ts';
import { indexState } from './session-index.ts';
import { exactParameter, exactParameters } from './session-query.ts';
import { filterWord, nameBounds, outOfBounds } from './text.ts';
import { formatTime, formatTimeOrNull } from './time.ts';
import { told } from './told.ts';

const toldDelivery = v.object({
  id: told.string,
  clientId: told.string,
  subjectId: told.string,
  sessionId: told.string,
  reason: told.oneOf(END_REASONS),
  status: told.oneOf(DELIVERY_STATUSES),
  attempts: told.count,
  lastError: told.stringOrNull,
  nextAttempt: told.timeOrNull,
  created: told.time,
});

const toDelivery = (delivery: Delivery): v.InferOutput<typeof toldDelivery> => ({
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
  summary: 'One page of logout notifications, the newest first.',
  method: 'GET',
  path: '/v1/management/deliveries',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: {
    status: {
      name: 'status',
      description: 'pending, delivered or dead.',
      schema: v.optional(filterWord(DELIVERY_STATUSES)),
    },
    clientId: exactParameter('clientId', LIMITS.clientId),
    ...exactParameters,
    ...pagingParameters,
  },
  body: null,
  answer: { status: 200, description: 'The page.', schema: queryResult(toldDelivery) },
  problems: ['results-token-invalid'],
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
  summary: 'Makes a notification due at once, whatever its status.',
  method: 'POST',
  path: '/v1/management/deliveries/:id/redeliver',
  scope: 'manage',
  writes: true,
  headers: {},
  query: {},
  body: null,
  answer: { status: 202, description: 'The delivery, pending.', schema: toldDelivery, headers: ['Session-Index'] },
  problems: ['delivery-not-found'],
  async handle({ services, path: { id = '' } }) {
    if (outOfBounds(id, idBounds) !== null) return { problem: problemOf('delivery-not-found') };
    const queued = await services().management.redeliver(id);
    if (queued.outcome !== 'queued') return { problem: problemOf(queued.outcome) };
    return { answer: { status: 202, body: toDelivery(queued.delivery), headers: indexState(queued) } };
  },
});
