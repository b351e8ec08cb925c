/**
 * AddClient (contract, "Coordination"): a client joins the list of a session's ticket. Guarantees: decided about the very
 * revision that it replaces, else decided again; times stay; what the list says already writes nothing.
 */
import { isExpired } from '../session/lifetime.ts';
import { LIMITS } from '../session/limits.ts';
import { type ServerSideSession, sessionFields } from '../session/server-side-session.ts';
import { StorageUnavailable, type WriteOptions } from '../session/session-store.ts';
import { findRecord, updateSession } from '../store/by-key.ts';
import { openedSession } from '../store/opened-session.ts';
import type { StoreParts } from '../store/store-parts.ts';
import type { AuthenticationTicket, TicketClient } from '../ticket/authentication-ticket.ts';
import { formatTicket, parseTicket } from '../ticket/ticket-text.ts';
import type { AddClientOutcome } from './session-coordination.ts';

/** Each turn more needs a change by somebody else in between. */
const TURNS = 32;

export async function addClient(
  parts: StoreParts,
  key: string,
  client: TicketClient,
  options: WriteOptions,
): Promise<AddClientOutcome> {
  for (let turn = 0; turn < TURNS; turn++) {
    const outcome = await decide(parts, key, client, options);
    if (outcome !== 'changed-meanwhile') return outcome;
  }
  throw new StorageUnavailable('a session changed again and again while a client was added', {
    mayHaveBeenStored: false,
  });
}

async function decide(
  parts: StoreParts,
  key: string,
  client: TicketClient,
  options: WriteOptions,
): Promise<AddClientOutcome | 'changed-meanwhile'> {
  const found = await findRecord(parts, key, options);
  if (found.outcome === 'ended') return { outcome: 'session-ended' };
  if (found.outcome === 'absent') return { outcome: 'session-not-found' };
  const session = await openedSession(parts.protector, found.route, found.answer.session);
  if (isExpired(session, parts.now())) return { outcome: 'session-ended' };
  const ticket = session.ticket === null ? null : parseTicket(session.ticket, session);
  if (ticket === null) return { outcome: 'session-not-found' };
  const clients = withClient(ticket.clients, client);
  const clientIds = clients.map(({ clientId }) => clientId);
  if (clients === ticket.clients) return { outcome: 'added', clientIds, indexed: true };
  if (clients.length > LIMITS.list) return { outcome: 'too-many-clients' };
  return store(parts, key, session, { ...ticket, clients }, options);
}

/** The same list where it says so already. A repeat replaces `sub` and `sid`, in its place. */
function withClient(clients: readonly TicketClient[], client: TicketClient): readonly TicketClient[] {
  const known = clients.find(({ clientId }) => clientId === client.clientId);
  if (known === undefined) return [...clients, client];
  if (known.sub === client.sub && known.sid === client.sid) return clients;
  return clients.map((one) => (one === known ? client : one));
}

async function store(
  parts: StoreParts,
  key: string,
  session: ServerSideSession,
  ticket: AuthenticationTicket,
  options: WriteOptions,
): Promise<AddClientOutcome | 'changed-meanwhile'> {
  const update = { ...sessionFields(session), ticket: formatTicket(ticket) };
  const updated = await updateSession(parts, key, update, { ...options, ifMatch: [session.revision] }, 'renew');
  switch (updated.outcome) {
    case 'updated': {
      const clientIds = ticket.clients.map(({ clientId }) => clientId);
      return { outcome: 'added', clientIds, indexed: updated.indexed };
    }
    case 'session-ended':
      return { outcome: 'session-ended' };
    case 'session-not-found':
    case 'revision-mismatch':
      return 'changed-meanwhile';
  }
}
