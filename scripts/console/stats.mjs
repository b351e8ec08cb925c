/** `stats`: how much there is, and what lags. */
import { EXIT } from './failure.mjs';
import { printFacts, printJson, utc } from './output.mjs';

/** @type {import('./command.mjs').Command} */
export const stats = {
  name: 'stats',
  summary: 'how much there is, and what lags',
  options: {},
  async run(given, service) {
    const told = await service.get('/v1/management/stats');
    if (given.is('json')) printJson(told);
    else
      printFacts([
        ['Active sessions', String(told.activeSessions)],
        ['People signed in', String(told.subjects)],
        ['Expired, not removed', String(told.expiredNotRemoved)],
        ['Deliveries pending', String(told.pendingDeliveries)],
        ['Deliveries dead', String(told.deadDeliveries)],
        ['The index is behind', `${told.oldestUnprojectedSeconds} s`],
        ...told.ticketKeys.map((/** @type {{ id: string, envelopes: number }} */ key) => [
          `Ticket key ${key.id}`,
          `${key.envelopes} envelopes`,
        ]),
        ['As of', utc(told.asOf)],
      ]);
    return EXIT.done;
  },
};
