/**
 * What an application needs of a store (`SessionsStore`), over the services as the Worker runs them: real objects, real D1. The
 * adapter is the mapping that the RPC binding and the HTTP client have.
 */
import { env } from 'cloudflare:workers';
import { servicesOf } from '../../src/compose.ts';
import { configurationOf, type Env } from '../../src/config.ts';
import type { Services } from '../../src/http/services.ts';
import { Meter } from '../../src/session/cost.ts';
import { SYSTEM } from '../../src/session/ending.ts';
import { isExpired } from '../../src/session/lifetime.ts';
import type { AuthenticationTicket } from '../../src/ticket/authentication-ticket.ts';
import type { SessionsStore, SessionsToEnd } from '../../src/ticket/sessions-store.ts';
import { parseTicket } from '../../src/ticket/ticket-text.ts';
import { type UserSession, userSessionOf } from '../../src/ticket/user-session.ts';
import { sessionsStoreContract } from '../contract/sessions-store.contract.ts';

const WHOSE = { subjectId: null, sessionId: null, ids: null, exceptSessionIds: null };

function removalOf(sessions: SessionsToEnd) {
  switch (sessions.which) {
    case 'one':
      return { ...WHOSE, subjectId: sessions.subjectId, ids: [sessions.id] };
    case 'others':
      return { ...WHOSE, subjectId: sessions.subjectId, exceptSessionIds: [sessions.sessionId] };
    case 'sid':
      return { ...WHOSE, sessionId: sessions.sessionId };
    case 'subject':
      return { ...WHOSE, subjectId: sessions.subjectId };
  }
}

class RealSessions implements SessionsStore {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  store = (ticket: AuthenticationTicket) => this.#services.tickets.store(ticket);
  retrieve = (key: string) => this.#services.tickets.retrieve(key);
  touch = (key: string) => this.#services.tickets.touch(key);
  remove = (key: string) => this.#services.tickets.remove(key);

  async list(subjectId: string): Promise<readonly UserSession[]> {
    const found = await this.#services.store.getSessions({ subjectId, sessionId: null });
    if (found.outcome !== 'found') throw new Error(found.outcome);
    const now = Date.now();
    return found.sessions
      .filter((session) => !isExpired(session, now))
      .map((session) => userSessionOf(session, parseTicket(session.ticket ?? '', session)));
  }

  async end(sessions: SessionsToEnd): Promise<number> {
    const removed = await this.#services.management.remove({
      ...removalOf(sessions),
      clientIds: null,
      removeServerSideSession: true,
      sendBackchannelLogoutNotification: true,
      revokeTokens: true,
      revokeConsents: false,
      bffPartitions: null,
      reason: 'user_logout',
      dryRun: false,
    });
    if (removed.outcome !== 'removed') throw new Error(removed.outcome);
    return removed.answer.sessionsRemoved;
  }
}

sessionsStoreContract(async () => {
  const configuration = configurationOf(env as unknown as Env);
  if (configuration.outcome !== 'configured') throw new Error(configuration.problems.join('\n'));
  const { config } = configuration;
  const ctx = { waitUntil: () => undefined };
  const request = { env: env as unknown as Env, config, ctx, meter: new Meter(), log: () => undefined, by: SYSTEM };
  return new RealSessions(servicesOf(request));
});
