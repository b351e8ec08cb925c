/**
 * The ticket store and its objects on one clock that a test sets: real storage of real objects, the real index, no waiting.
 * Relies on: a clock at or after the real one, so that no real alarm rings before its time.
 */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Env } from '../../src/config.ts';
import { projectRows } from '../../src/index-d1/projector.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import { Meter, NO_COST } from '../../src/session/cost.ts';
import { SYSTEM } from '../../src/session/ending.ts';
import { Directory } from '../../src/store/directory.ts';
import { EdgeStore } from '../../src/store/edge-store.ts';
import { EdgeTicketStore } from '../../src/store/edge-ticket-store.ts';
import { RouteCache } from '../../src/store/route-cache.ts';
import type { StoreParts } from '../../src/store/store-parts.ts';
import type { SubjectApi } from '../../src/subject/api.ts';
import { Subject } from '../../src/subject/subject.ts';
import type { AuthenticationTicket } from '../../src/ticket/authentication-ticket.ts';
import { KeyRing } from '../../src/ticket/key-ring.ts';
import { Protector } from '../../src/ticket/protector.ts';
import type { TicketPolicy } from '../../src/ticket/record-of-ticket.ts';
import { fresh } from './http-client.ts';

const { INDEX, SUBJECTS } = env as unknown as Env;

export class TicketScene {
  /** Milliseconds since the epoch; moved by the test. */
  now = Date.now();
  /** By how much the clocks of the objects are ahead of it. */
  lead = 0;
  /** Runs before an object is asked to update, each time but for updates of its own. */
  meanwhile: (() => Promise<unknown>) | null = null;
  readonly subject = fresh('subject');
  readonly tickets: EdgeTicketStore;
  readonly store: EdgeStore;
  readonly meter = new Meter();
  readonly #subjects = new Map<string, Subject>();

  constructor(policy: Partial<TicketPolicy> = {}) {
    const ring = new KeyRing([{ id: 'scene', key: btoa(String.fromCharCode(...new Uint8Array(32))) }]);
    const parts: StoreParts = {
      directory: new Directory((route) => this.#objectOf(route), this.meter),
      index: new SessionIndex(INDEX, this.meter),
      protector: new Protector(ring),
      tokenKeys: () => ring.tokenKeys(),
      routes: new RouteCache(),
      limit: null,
      by: SYSTEM,
      now: () => this.now,
      log: () => undefined,
    };
    this.store = new EdgeStore(parts);
    this.tickets = new EdgeTicketStore(parts, {
      displayNameClaimType: null,
      issuer: null,
      absoluteLifetime: 0,
      ...policy,
    });
  }

  ticket(expires: number | null, changes: Partial<AuthenticationTicket> = {}): AuthenticationTicket {
    return {
      scheme: 'cookie',
      claims: [{ type: 'sub', value: this.subject, valueType: null, issuer: null }],
      properties: { issued: null, expires, isPersistent: null, allowRefresh: null, items: {} },
      sessionId: null,
      issuer: null,
      clients: [],
      ...changes,
    };
  }

  async stored(expires: number | null) {
    const answer = await this.tickets.store(this.ticket(expires));
    if (answer.outcome !== 'stored') throw new Error(`not stored: ${answer.outcome}`);
    return answer;
  }

  /** The calls of an object, each run inside it, on its storage and on this clock. */
  #objectOf(route: string): SubjectApi {
    const inside = (name: keyof SubjectApi) => async (args: never) => {
      if (name === 'update') await this.#interfere();
      return runInDurableObject(SUBJECTS.getByName(route), (_instance, { storage }) =>
        (this.#subjectAt(route, storage)[name] as (args: never) => Promise<unknown>)(args),
      );
    };
    return new Proxy({} as SubjectApi, { get: (_target, name) => inside(name as keyof SubjectApi) });
  }

  async #interfere(): Promise<void> {
    const { meanwhile } = this;
    this.meanwhile = null;
    await meanwhile?.();
    this.meanwhile = meanwhile;
  }

  #subjectAt(route: string, storage: DurableObjectStorage): Subject {
    const known = this.#subjects.get(route);
    if (known) return known;
    const subject = new Subject(
      {
        sql: storage.sql,
        getAlarm: () => storage.getAlarm(),
        setAlarm: (at) => storage.setAlarm(at),
        deleteAlarm: () => storage.deleteAlarm(),
        deleteAll: () => storage.deleteAll(),
        transact: (_step, change) => storage.transactionSync(change),
      },
      {
        now: () => this.now + this.lead,
        sleep: (milliseconds) => scheduler.wait(milliseconds),
        random: () => 0,
        peer: (other) => this.#objectOf(other),
        project: async (rows) => {
          const meter = new Meter();
          const answer = await projectRows(INDEX, meter, rows);
          return { ...answer, cost: meter.total };
        },
        registrations: async () => ({ clients: [], cost: NO_COST }),
        deliver: async () => ({ outcome: 'delivered' }),
        log: () => undefined,
        policy: {
          indexWait: 2_000,
          removeExpired: false,
          removeExpiredBatch: 100,
          coordinateByDefault: false,
          expiryTellsAll: false,
        },
      },
    );
    this.#subjects.set(route, subject);
    return subject;
  }
}
