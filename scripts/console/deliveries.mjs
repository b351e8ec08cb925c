/** `deliveries`: what clients were told of ends, and why one was not. */
import { LISTING, list } from './listing.mjs';
import { minute } from './output.mjs';

export const PATH = '/v1/management/deliveries';

/** @type {import('./command.mjs').Command} */
export const deliveries = {
  name: 'deliveries',
  summary: 'notifications of clients, the newest first',
  options: {
    pending: { says: 'only those that are tried again' },
    delivered: { says: 'only those that arrived' },
    dead: { says: 'only those that were given up' },
    client: { value: 'client id', says: 'exactly' },
    subject: { value: 'subject', says: 'exactly' },
    session: { value: 'session id', says: 'exactly' },
    ...LISTING,
  },
  run: (given, service) =>
    list(given, service, {
      path: PATH,
      query: {
        status: given.oneOf('pending', 'delivered', 'dead'),
        clientId: given.text('client'),
        subjectId: given.text('subject'),
        sessionId: given.text('session'),
      },
      columns: [
        { title: 'ID', of: ({ id }) => id, whole: true },
        { title: 'STATUS', of: ({ status }) => status, whole: true },
        { title: 'CLIENT', of: ({ clientId }) => clientId },
        { title: 'WHY', of: ({ lastError }) => lastError ?? '' },
        { title: 'TRIES', of: ({ attempts }) => String(attempts), goes: 1 },
        {
          title: 'NEXT (UTC)',
          of: ({ nextAttempt }) => (nextAttempt === null ? '' : minute(nextAttempt)),
          whole: true,
          goes: 2,
        },
        { title: 'SUBJECT', of: ({ subjectId }) => subjectId, goes: 3 },
        { title: 'SESSION', of: ({ sessionId }) => sessionId, goes: 4 },
        { title: 'CREATED (UTC)', of: ({ created }) => minute(created), whole: true, goes: 5 },
      ],
      one: 'delivery',
      many: 'deliveries',
    }),
};
