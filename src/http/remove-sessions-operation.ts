/** RemoveSessions: ends sessions with all that belongs to them. Contract: "Session management". */
import { idempotencyKey, prefer } from './headers.ts';
import { idempotencyOf } from './idempotency.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { removal, toRemovalAnswer } from './removal-record.ts';
import { indexState } from './session-index.ts';

const PATH = '/v1/management/sessions/remove';

export const removeSessions = operation({
  name: 'RemoveSessions',
  method: 'POST',
  path: PATH,
  scope: 'manage',
  writes: true,
  headers: { idempotencyKey, prefer },
  query: {},
  body: removal,
  async handle({ services, actor, headers, body, bytes }) {
    const removed = await services().management.remove(body, {
      respondAsync: headers.prefer,
      idempotency: await idempotencyOf(headers.idempotencyKey, { actor, path: PATH, bytes }),
    });
    if (removed.outcome !== 'removed') return { problem: problemOf(removed.outcome) };
    return {
      answer: {
        status: 200,
        body: toRemovalAnswer(removed.answer),
        headers: { ...indexState(removed), ...(removed.replayed ? { 'Idempotency-Replayed': 'true' } : {}) },
      },
    };
  },
});
