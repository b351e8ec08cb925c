/** Logout notifications, in words. */
import type * as operations from '../http/delivery-operations.ts';
import { toDelivery } from '../http/delivery-operations.ts';
import { DELIVERY_STATUSES, END_REASONS } from '../session/ending.ts';
import type { DescriptionsOf } from './description.ts';
import { madeBy } from './made-by.ts';
import { EXACT, exact, paging } from './query-parameters.ts';
import { queryResult } from './query-result.ts';
import { told } from './told.ts';

const delivery = madeBy(toDelivery, {
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

export const deliveryOperations: DescriptionsOf<typeof operations> = {
  QueryDeliveries: {
    summary: 'One page of logout notifications, the newest first.',
    query: { status: 'pending, delivered or dead.', clientId: EXACT, ...exact, ...paging },
    answer: { status: 200, description: 'The page.', schema: queryResult(delivery) },
    problems: ['results-token-invalid'],
  },
  Redeliver: {
    summary: 'Makes a notification due at once, whatever its status.',
    answer: { status: 202, description: 'The delivery, pending.', schema: delivery, headers: ['Session-Index'] },
    problems: ['delivery-not-found'],
  },
};
