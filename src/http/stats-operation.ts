/** How much there is, and how far behind. Contract: "Session management", stats. */
import { operation } from './operation.ts';
import { formatTime } from './time.ts';

export const getStats = operation({
  name: 'GetStats',
  method: 'GET',
  path: '/v1/management/stats',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: {},
  body: null,
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
