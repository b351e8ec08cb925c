/** How much there is, and how far behind. Contract: "Session management", stats. */
import * as v from 'valibot';
import { operation } from './operation.ts';
import { formatTime } from './time.ts';
import { told } from './told.ts';

export const getStats = operation({
  name: 'GetStats',
  summary: 'Sessions, subjects, deliveries, the lag of the index and the use of the ticket keys, at most 10 s old.',
  method: 'GET',
  path: '/v1/management/stats',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: {},
  body: null,
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
  async handle({ services }) {
    const stats = await services().management.stats();
    return {
      answer: {
        status: 200,
        body: {
          activeSessions: stats.activeSessions,
          expiredNotRemoved: stats.expiredNotRemoved,
          subjects: stats.subjects,
          pendingDeliveries: stats.pendingDeliveries,
          deadDeliveries: stats.deadDeliveries,
          oldestUnprojectedSeconds: stats.oldestUnprojectedSeconds,
          ticketKeys: stats.ticketKeys.map(({ id, envelopes }) => ({ id, envelopes })),
          asOf: formatTime(stats.asOf),
        },
      },
    };
  },
});
