/** RemoveSessions, in words. */
import type * as operations from '../http/remove-sessions-operation.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { removalAnswer } from './removal-answer.ts';

export const removeSessionsOperation: DescriptionsOf<typeof operations> = {
  RemoveSessions: {
    summary: 'Ends sessions of a subject, a sid or some ids, revokes their grants and tells their clients.',
    example: given.subject,
    answer: {
      status: 200,
      description: 'What was removed, or with dryRun what would be.',
      schema: removalAnswer,
      headers: ['Session-Index', 'Idempotency-Replayed'],
    },
    problems: ['filter-required', 'idempotency-in-progress', 'idempotency-key-reused'],
  },
};
