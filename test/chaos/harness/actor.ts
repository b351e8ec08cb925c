/**
 * A caller of the store: the project's own Worker-side operations (`src/store`), with every call to an object and to D1 on
 * the wire of this suite. Guarantees: a lost answer is the outcome `lost`, not an exception: whether it happened is unknown.
 */
import { EdgeCoordination } from '../../../src/coordination/edge-coordination.ts';
import type { CronParts } from '../../../src/cron/cron-parts.ts';
import { mendDrift } from '../../../src/cron/drift.ts';
import { endExpiredSessions } from '../../../src/cron/expired-sessions.ts';
import { purge } from '../../../src/cron/purge.ts';
import { EdgeManagement } from '../../../src/management/edge-management.ts';
import { removeSessions } from '../../../src/management/remove-sessions.ts';
import type { Removal, RemovalOptions } from '../../../src/management/session-management.ts';
import { type Cost, Meter } from '../../../src/session/cost.ts';
import type { By } from '../../../src/session/ending.ts';
import { homeOf, mintKey, routeOf, sessionIdOf } from '../../../src/session/keys.ts';
import type { SessionUpdate } from '../../../src/session/server-side-session.ts';
import { createSession, deleteSession, getSession, updateSession } from '../../../src/store/by-key.ts';
import { deleteSessions } from '../../../src/store/delete-many.ts';
import { Directory } from '../../../src/store/directory.ts';
import { lookUp } from '../../../src/store/lookup.ts';
import { removeExpired } from '../../../src/store/remove-expired.ts';
import type { RouteCache } from '../../../src/store/route-cache.ts';
import type { StoreParts } from '../../../src/store/store-parts.ts';
import type { SessionLimit, SubjectApi } from '../../../src/subject/api.ts';
import { firstClaim } from '../../../src/ticket/authentication-ticket.ts';
import { KeyRing } from '../../../src/ticket/key-ring.ts';
import { Protector } from '../../../src/ticket/protector.ts';
import { formatTicket, parseTicket } from '../../../src/ticket/ticket-text.ts';
import type { Answer, Asked, Named, Removed, Swept, Written } from './answer.ts';
import { callsOf } from './calls.ts';
import type { ChaosEnv } from './environment.ts';
import { isLost } from './lost.ts';
import { realIndex } from './real-index.ts';
import { DAY, now } from './virtual-clock.ts';
import { D1, type Sender, send } from './wire.ts';

const WORKER: Sender = { who: 'worker', flushed: async () => {}, abort: () => {} };

const protector = new Protector(new KeyRing([{ id: 'chaos-1', key: btoa('0123456789abcdef0123456789abcdef') }]));

const BY: By = { actor: 'chaos', onBehalfOf: null };
/** `HISTORY_DAYS`. */
const HISTORY_KEPT = 30 * DAY;

export const named = async (key: string): Promise<Named> => {
  const id = await sessionIdOf(key);
  return { key, id, home: homeOf(key, id) };
};

export const minted = async (subject: string): Promise<Named> => named(mintKey(await routeOf(subject)));

export class Actor {
  readonly #env: ChaosEnv;
  readonly #routes: RouteCache;
  #meter = new Meter();
  /** The limit that the configuration names. */
  limit: SessionLimit | null = null;

  constructor(env: ChaosEnv, routes: RouteCache) {
    this.#env = env;
    this.#routes = routes;
  }

  /** `repeat`: an `Idempotency-Key`, for this content. */
  create(
    { key }: Named,
    written: Written,
    { repeat, respondAsync }: { readonly repeat?: string; readonly respondAsync?: boolean } = {},
  ): Promise<Answer> {
    return this.#asked(async (parts) => {
      const idempotency = repeat === undefined ? undefined : { scope: 'chaos', key: repeat, bodyHash: written.value };
      const done = await createSession(parts, { ...updateOf(written), key }, { idempotency, respondAsync });
      if (done.outcome !== 'created') return { outcome: done.outcome };
      return { outcome: 'created', indexed: done.indexed, revision: done.session.revision };
    });
  }

  get({ key }: Named, { guess }: Asked = {}): Promise<Answer> {
    return this.#asked(async (parts) => {
      const done = await getSession(parts, key, { subjectHint: guess });
      if (done.outcome !== 'found') return { outcome: done.outcome };
      const { subjectId, sessionId, displayName, ticket, revision, expires } = done.session;
      if (valueIn(ticket) !== displayName) throw new Error(`the ticket of ${displayName} is ${ticket}`);
      return { outcome: 'found', subject: subjectId, sid: sessionId, value: displayName ?? '', revision, expires };
    });
  }

  update({ key }: Named, written: Written, { guess, ...options }: Asked = {}): Promise<Answer> {
    return this.#asked(async (parts) => {
      const done = await updateSession(parts, key, updateOf(written), { subjectHint: guess, ...options });
      if (done.outcome !== 'updated') return { outcome: done.outcome };
      return { outcome: 'updated', indexed: done.indexed, revision: done.session.revision };
    });
  }

  delete({ key }: Named, { guess, respondAsync }: Asked = {}): Promise<Answer> {
    return this.#asked(async (parts) => {
      const done = await deleteSession(parts, key, { subjectHint: guess, respondAsync });
      return done.outcome === 'revision-mismatch' ? { outcome: done.outcome } : done;
    });
  }

  /** A renewal by the ticket store: an expired session counts as ended. */
  renew({ key }: Named, written: Written, { guess }: Asked = {}): Promise<Answer> {
    return this.#asked(async (parts) => {
      const done = await updateSession(parts, key, updateOf(written), { subjectHint: guess }, 'renew');
      if (done.outcome !== 'updated') return { outcome: done.outcome };
      return { outcome: 'updated', indexed: done.indexed, revision: done.session.revision };
    });
  }

  touch({ id, home }: Named, { guess }: Asked = {}): Promise<Answer> {
    return this.#asked(async ({ directory }) => {
      const search = { home, guess: guess === undefined ? undefined : await routeOf(guess) };
      const found = await lookUp(search, (route) =>
        directory.call(route, 'once', (object) => object.touch({ route, id })),
      );
      if (found.outcome !== 'decided') return notLive(found.outcome);
      return found.answer.outcome === 'touched'
        ? { outcome: 'touched', indexed: found.answer.indexed }
        : { outcome: 'expired' };
    });
  }

  /** RemoveAsync: the clients hear of it, and coordinated tokens go. */
  signOut({ key }: Named): Promise<Answer> {
    return this.#asked(async (parts) => {
      const done = await deleteSession(parts, key, {}, 'sign-out');
      return done.outcome === 'revision-mismatch' ? { outcome: done.outcome } : done;
    });
  }

  /** RemoveSessions. What is not said is as in the contract, but for clients that nobody named. */
  async removeSessions(
    removal: Partial<Removal>,
    { actor, ...options }: RemovalOptions & { readonly actor?: string } = {},
  ): Promise<Removed> {
    const by = actor === undefined ? BY : { ...BY, actor };
    try {
      return await removeSessions({ ...this.#parts(), by }, { ...EVERYTHING, ...removal }, options);
    } catch (fault) {
      if (isLost(fault)) return { outcome: 'lost' };
      throw fault;
    }
  }

  /** ProcessLogout. */
  async logout(subjectId: string, sessionId: string): Promise<Removed> {
    try {
      const done = await new EdgeCoordination(this.#parts(), false).logout({ subjectId, sessionId });
      return { outcome: 'removed', replayed: false, ...done };
    } catch (fault) {
      if (isLost(fault)) return { outcome: 'lost' };
      throw fault;
    }
  }

  async redeliver(id: string): Promise<{ readonly outcome: string; readonly indexed?: boolean }> {
    try {
      return await new EdgeManagement({ ...this.#parts(), ticketKeyIds: [] }).redeliver(id);
    } catch (fault) {
      if (isLost(fault)) return { outcome: 'lost' };
      throw fault;
    }
  }

  /** Sign-out everywhere; with a sid, of that login only. */
  deleteOfSubject(subjectId: string, sessionId: string | null = null): Promise<Swept> {
    return this.#swept((parts) => deleteSessions(parts, { subjectId, sessionId }, {}));
  }

  deleteOfSid(sessionId: string): Promise<Swept> {
    return this.#swept((parts) => deleteSessions(parts, { subjectId: null, sessionId }, {}));
  }

  async removeExpired(count: number): Promise<Swept> {
    return this.#swept(async (parts) => ({ deleted: (await removeExpired(parts, count)).length }));
  }

  /** What the cron does: ends what has expired, holds the index against the objects and mends it, purges. */
  async cron(): Promise<Swept> {
    return this.#swept(async () => {
      await endExpiredSessions(this.#cronParts());
      await mendDrift(this.#cronParts());
      return purge(this.#cronParts());
    });
  }

  /** The cron's purge alone. */
  purge(): Promise<Swept> {
    return this.#swept(() => purge(this.#cronParts()));
  }

  /** What one request costs, by the Worker's own meter. */
  async measured<T>(request: () => Promise<T>): Promise<{ readonly answer: T; readonly cost: Cost }> {
    this.#meter = new Meter();
    return { answer: await request(), cost: this.#meter.total };
  }

  #cronParts(): CronParts {
    return {
      ...this.#parts(),
      removeExpired: true,
      historyKept: HISTORY_KEPT,
      budget: { spent: false },
      log: () => {},
    };
  }

  /** Ids that a list of everything shows. */
  async query(sid: string): Promise<readonly string[] | null> {
    try {
      return (await this.#parts().index.locateBySid('', sid, null, 100)).map(({ id }) => id);
    } catch (fault) {
      if (isLost(fault)) return null;
      throw fault;
    }
  }

  #asked(work: (parts: StoreParts) => Promise<Answer>): Promise<Answer> {
    return this.ask(work);
  }

  /** Any operation of the Worker. */
  async ask<T>(work: (parts: StoreParts) => Promise<T>): Promise<T | { readonly outcome: 'lost' }> {
    try {
      return await work(this.#parts());
    } catch (fault) {
      if (isLost(fault)) return { outcome: 'lost' };
      throw fault;
    }
  }

  async #swept(work: (parts: StoreParts) => Promise<object>): Promise<Swept> {
    try {
      const done = await work(this.#parts());
      return { outcome: 'deleted', deleted: 'deleted' in done ? Number(done.deleted) : 0 };
    } catch (fault) {
      if (isLost(fault)) return { outcome: 'lost', deleted: 0 };
      throw fault;
    }
  }

  #parts(): StoreParts {
    const env = this.#env;
    return {
      directory: new Directory((route) => callsOf<SubjectApi>(WORKER, route, env), this.#meter),
      index: overWire(realIndex(env.INDEX)),
      protector,
      tokenKeys: async () => [],
      routes: this.#routes,
      limit: this.limit,
      by: BY,
      now: () => now('worker'),
      log: () => {},
    };
  }
}

/** D1 queries of the Worker pass the points `<method>:…` like calls to objects. */
function overWire<T extends object>(index: T): T {
  return new Proxy(index, {
    get: (target, method) => {
      const run: unknown = Reflect.get(target, method);
      if (typeof run !== 'function' || typeof method !== 'string') return run;
      return (...args: unknown[]) =>
        send(WORKER, { call: method, to: D1, ids: [], args }, async () => Reflect.apply(run, target, args));
    },
  });
}

const notLive = (outcome: 'ended' | 'absent'): Answer => ({
  outcome: outcome === 'ended' ? 'session-ended' : 'session-not-found',
});

const EVERYTHING: Removal = {
  subjectId: null,
  sessionId: null,
  ids: null,
  clientIds: null,
  removeServerSideSession: true,
  sendBackchannelLogoutNotification: true,
  revokeTokens: true,
  revokeConsents: true,
  exceptSessionIds: null,
  bffPartitions: null,
  reason: 'terminated',
  dryRun: false,
};

/** A ticket with clients is an AuthenticationTicket, any other is only its value. */
function ticketOf({ value, clients = [] }: Written): string {
  if (clients.length === 0) return value;
  return formatTicket({
    scheme: 'chaos',
    claims: [{ type: 'value', value, valueType: null, issuer: null }],
    properties: {
      issued: null,
      expires: null,
      isPersistent: null,
      allowRefresh: null,
      items: {},
    },
    sessionId: null,
    issuer: null,
    clients: clients.map((clientId) => ({ clientId, sub: null, sid: null })),
  });
}

function valueIn(ticket: string | null): string | null {
  const parsed = ticket === null ? null : parseTicket(ticket, { sessionId: '', renewed: 0, expires: null });
  return parsed === null ? ticket : firstClaim(parsed.claims, 'value');
}

export function updateOf(written: Written): SessionUpdate {
  const { subject, sid, value, expires = null } = written;
  const at = now('worker');
  return {
    scheme: 'chaos',
    subjectId: subject,
    sessionId: sid,
    displayName: value,
    device: null,
    created: at,
    renewed: at,
    expires,
    absoluteExpires: null,
    ticket: ticketOf(written),
  };
}
