/**
 * Touch (contract, "Ticket store"): the owner slides the session in one transaction, or writes nothing. Sliding twice is
 * sliding once, so the call may be repeated. A session whose envelope does not open is not there, here as to a read.
 */
import type { ReadOptions } from '../session/session-store.ts';
import type { TouchOutcome } from '../ticket/ticket-store.ts';
import { parseTicket } from '../ticket/ticket-text.ts';
import { userSessionOf } from '../ticket/user-session.ts';
import { searchFor } from './by-key.ts';
import { lookUp } from './lookup.ts';
import { openedSession } from './opened-session.ts';
import type { StoreParts } from './store-parts.ts';

export async function touchSession(parts: StoreParts, key: string, options: ReadOptions): Promise<TouchOutcome> {
  const { directory, protector, routes, log } = parts;
  const { id, search } = await searchFor(parts, key, options);
  const found = await lookUp(search, (route) =>
    directory.call(route, 'repeatable', (object) => object.touch({ route, id })),
  );
  if (found.outcome !== 'decided') {
    return { outcome: found.outcome === 'ended' ? 'session-ended' : 'session-not-found' };
  }
  routes.learn(id, found.route, search.home);
  if (found.answer.outcome === 'expired') return { outcome: 'session-ended' };
  const session = await openedSession(protector, found.route, found.answer.session);
  if (session.ticket === null) {
    log('ticket-unreadable', { id, ticketError: String(session.ticketError) });
    return { outcome: 'session-not-found' };
  }
  const { renewed, indexed } = found.answer;
  return {
    outcome: 'touched',
    session: userSessionOf(session, parseTicket(session.ticket, session)),
    renewed,
    indexed,
  };
}
