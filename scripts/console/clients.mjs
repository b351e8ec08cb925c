/** `clients`: who is registered for back-channel logout, all of them or one. */
import { EXIT, misused } from './failure.mjs';
import { LISTING, list } from './listing.mjs';
import { printFacts, printJson } from './output.mjs';

const PATH = '/v1/clients';

/** @param {boolean | null} coordinated */
const lifetime = (coordinated) =>
  coordinated === null ? 'as configured' : coordinated ? 'with the session' : 'of their own';

/** @type {import('./command.mjs').Command} */
export const clients = {
  name: 'clients',
  id: '[client id]',
  summary: 'registered clients, or one of them',
  options: LISTING,
  more: 'Asks for a token with the scope configure.',
  async run(given, service) {
    if (given.id === undefined) return list(given, service, { path: PATH, query: {}, columns: COLUMNS, one: 'client' });
    if (given.oneOf('all', 'limit') !== undefined) throw misused('One client is no list.');
    const client = await service.get(`${PATH}/${encodeURIComponent(given.id)}`);
    if (given.is('json')) printJson(client);
    else
      printFacts([
        ['Client', client.clientId],
        ['Name', client.displayName ?? ''],
        ['Enabled', client.enabled ? 'yes' : 'no'],
        ['Address', client.backChannelLogoutUri ?? 'none: it is told nothing'],
        ['Logout tokens', `${client.logoutTokenClaims.join(' and ')}, ${client.idTokenSignedResponseAlg}`],
        ['Its tokens live', lifetime(client.coordinateLifetimeWithUserSession)],
      ]);
    return EXIT.done;
  },
};

/** @type {import('./table.mjs').Column[]} */
const COLUMNS = [
  { title: 'CLIENT', of: ({ clientId }) => clientId },
  { title: 'NAME', of: ({ displayName }) => displayName ?? '' },
  { title: 'ENABLED', of: ({ enabled }) => (enabled ? 'yes' : 'no'), whole: true },
  { title: 'ADDRESS', of: ({ backChannelLogoutUri }) => backChannelLogoutUri ?? '' },
  { title: 'ALGORITHM', of: ({ idTokenSignedResponseAlg }) => idTokenSignedResponseAlg, whole: true, goes: 1 },
  { title: 'TOKENS LIVE', of: (client) => lifetime(client.coordinateLifetimeWithUserSession), goes: 2 },
];
