/** The numbers of an operator, in words. */
import * as v from 'valibot';
import type * as operations from '../http/stats-operation.ts';
import type { DescriptionsOf } from './description.ts';
import { told } from './told.ts';

export const statsOperation: DescriptionsOf<typeof operations> = {
  GetStats: {
    summary: 'Sessions, subjects, deliveries, the lag of the index and the use of the ticket keys, at most 10 s old.',
    answer: {
      status: 200,
      description: 'The numbers.',
      schema: v.object({
        activeSessions: told.count,
        expiredNotRemoved: told.count,
        subjects: told.count,
        pendingDeliveries: told.count,
        deadDeliveries: told.count,
        oldestUnprojectedSeconds: told.count,
        ticketKeys: v.array(v.object({ id: told.string, envelopes: told.count })),
        asOf: told.time,
      }),
    },
    problems: [],
  },
};
