/**
 * Logout notifications on a clock that a test sets: the real core of the object over real storage and the real index, the
 * real delivery over real connections, and alarms that ring when the test lets time pass. Guarantees: no alarm of the
 * platform ever rings, so that nothing happens behind the test's back.
 */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { inject } from 'vitest';
import { CLIENT_DEFAULTS, type Client } from '../../src/client/client.ts';
import type { Env } from '../../src/config.ts';
import { D1Clients } from '../../src/index-d1/d1-clients.ts';
import { projectRows } from '../../src/index-d1/projector.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import { deliverLogout } from '../../src/logout/deliver.ts';
import { readSigningKey } from '../../src/logout/signing-key.ts';
import { EdgeManagement } from '../../src/management/edge-management.ts';
import type { Removal } from '../../src/management/session-management.ts';
import { Meter } from '../../src/session/cost.ts';
import type { Delivery } from '../../src/session/ending.ts';
import { routeOf } from '../../src/session/keys.ts';
import { Directory } from '../../src/store/directory.ts';
import { EdgeTicketStore } from '../../src/store/edge-ticket-store.ts';
import { RouteCache } from '../../src/store/route-cache.ts';
import type { StoreParts } from '../../src/store/store-parts.ts';
import type { SubjectApi } from '../../src/subject/api.ts';
import type { SubjectPorts } from '../../src/subject/ports.ts';
import { Subject } from '../../src/subject/subject.ts';
import type { TicketClient } from '../../src/ticket/authentication-ticket.ts';
import { KeyRing } from '../../src/ticket/key-ring.ts';
import { Protector } from '../../src/ticket/protector.ts';
import { Party } from '../system/harness/party.ts';
import type { Behaviour } from '../system/harness/relying-party.ts';
import { fresh, send } from './http-client.ts';

const bindings = env as unknown as Env;

const SIGNING_KEYS = (JSON.parse(bindings.SIGNING_KEYS ?? '[]') as unknown[]).map((jwk) => {
  const read = readSigningKey(jwk);
  if (read.outcome !== 'key') throw new Error(JSON.stringify(read.problems));
  return read.key;
});

export const ISSUER = 'https://op.example.com';
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const REMOVAL: Removal = {
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

export class DeliveryScene {
  /** Milliseconds since the epoch. */
  now = Date.parse('2026-11-21T12:00:00.000Z');
  /** What jitter is made of. */
  random = 0;
  /** Whether D1 answers the object. */
  d1: 'up' | 'down' = 'up';
  /** Milliseconds that a relying party is given, of real time: more than any test takes, but for those about it. */
  timeout = 2 * MINUTE;
  allowPrivate = true;
  /** How often the object has asked the index and how often it has told it. */
  readonly asked = { registrations: 0, projections: 0 };
  readonly subject = fresh('subject');
  readonly management: EdgeManagement;
  readonly tickets: EdgeTicketStore;
  readonly clients = new D1Clients(bindings.INDEX, new Meter());
  readonly #index = new SessionIndex(bindings.INDEX, new Meter());
  /** The earliest that each object wants to be rung at. */
  readonly #alarms = new Map<string, number>();
  readonly #subjects = new Map<string, Subject>();

  constructor(policy: Partial<Omit<SubjectPorts['policy'], 'indexWait'>> = {}) {
    this.#policy = { ...this.#policy, ...policy };
    const ring = new KeyRing([{ id: 'scene', key: btoa(String.fromCharCode(...new Uint8Array(32))) }]);
    const parts: StoreParts = {
      directory: new Directory((route) => this.#objectOf(route), new Meter()),
      index: this.#index,
      protector: new Protector(ring),
      tokenKeys: () => ring.tokenKeys(),
      routes: new RouteCache(),
      limit: null,
      by: { actor: 'scene', onBehalfOf: null },
      now: () => this.now,
      log: () => undefined,
    };
    this.management = new EdgeManagement({ ...parts, ticketKeyIds: ['scene'] });
    this.tickets = new EdgeTicketStore(parts, { displayNameClaimType: null, issuer: ISSUER, absoluteLifetime: 0 });
  }

  #policy: Omit<SubjectPorts['policy'], 'indexWait'> = {
    removeExpired: true,
    removeExpiredBatch: 100,
    coordinateByDefault: false,
    expiryTellsAll: false,
  };

  async party(behaviour: Behaviour, client: Partial<Client> = {}): Promise<Party> {
    const party = await Party.that(behaviour, inject('relyingParties'));
    await this.register(party, client);
    return party;
  }

  async register(party: Party, client: Partial<Client> = {}): Promise<void> {
    const { clientId, address: backChannelLogoutUri } = party;
    await this.clients.put({ ...CLIENT_DEFAULTS, clientId, backChannelLogoutUri, ...client });
  }

  /** A session of the scene's subject with these clients. */
  async signedIn(clients: readonly (Party | TicketClient)[], expires: number | null = null) {
    const stored = await this.tickets.store({
      scheme: 'cookie',
      claims: [{ type: 'sub', value: this.subject, valueType: null, issuer: null }],
      properties: { issued: null, expires, isPersistent: null, allowRefresh: null, items: {} },
      sessionId: fresh('sid'),
      issuer: null,
      clients: clients.map((one) => (one instanceof Party ? { clientId: one.clientId, sub: null, sid: null } : one)),
    });
    if (stored.outcome !== 'stored') throw new Error(`not stored: ${stored.outcome}`);
    return stored;
  }

  async remove(removal: Partial<Removal> = {}) {
    const removed = await this.management.remove({ ...REMOVAL, subjectId: this.subject, ...removal });
    if (removed.outcome !== 'removed') throw new Error(`not removed: ${removed.outcome}`);
    return removed.answer;
  }

  /** As `GET /v1/management/deliveries` tells those of the scene's subject, by client. */
  async deliveries(of?: Party): Promise<readonly Delivery[]> {
    const paging = { countRequested: 1000, resultsToken: null, requestPriorResults: false, totals: true };
    const query = { ...paging, status: null, clientId: of?.clientId ?? null, sessionId: null };
    const found = await this.management.deliveries({ ...query, subjectId: this.subject });
    if (found.outcome !== 'page') throw new Error(found.outcome);
    return found.page.results;
  }

  async delivery(of?: Party): Promise<Delivery> {
    const [delivery, ...others] = await this.deliveries(of);
    if (delivery === undefined || others.length > 0) throw new Error(`${others.length + 1} deliveries`);
    return delivery;
  }

  /** When the subject's object rings next. */
  async alarm(): Promise<number | null> {
    return this.#alarms.get(await routeOf(this.subject)) ?? null;
  }

  async loseAlarm(): Promise<void> {
    this.#alarms.delete(await routeOf(this.subject));
  }

  /** A new instance of the object, over what is stored. */
  async restart(): Promise<void> {
    this.#subjects.delete(await routeOf(this.subject));
  }

  /** The subject's object is rung, as the platform does it: while it runs, no alarm is set but what it sets itself. */
  async ring(): Promise<void> {
    const route = await routeOf(this.subject);
    this.#alarms.delete(route);
    await this.#inside(route, (subject) => subject.alarm());
  }

  /** Time passes until then; the object is rung whenever it wants to be. */
  async until(time: number): Promise<void> {
    for (;;) {
      const alarm = await this.alarm();
      if (alarm === null || alarm > time) break;
      this.now = Math.max(this.now, alarm);
      await this.ring();
    }
    this.now = Math.max(this.now, time);
  }

  pass(milliseconds: number): Promise<void> {
    return this.until(this.now + milliseconds);
  }

  /** What the object holds of its deliveries, past its calls. */
  async held(): Promise<readonly Record<string, unknown>[]> {
    return this.stored('delivery');
  }

  async stored(table: string): Promise<readonly Record<string, unknown>[]> {
    return runInDurableObject(bindings.SUBJECTS.getByName(await routeOf(this.subject)), (_instance, { storage }) => {
      const known = storage.sql.exec('SELECT 1 FROM sqlite_master WHERE name = ?', table).toArray();
      return known.length === 0 ? [] : storage.sql.exec(`SELECT * FROM ${table}`).toArray();
    });
  }

  /** As if each notification that the object holds were so many. */
  async multiply(count: number): Promise<void> {
    await runInDurableObject(
      bindings.SUBJECTS.getByName(await routeOf(this.subject)),
      (_instance, { storage }) =>
        storage.sql.exec(
          `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO delivery SELECT delivery.id || '-' || i, client_id, subject, sid, token_sub, token_sid, issuer, reason,
           status, attempts, failures, last_error, next_attempt, created, rev FROM delivery, n`,
          count,
        ).rowsWritten,
    );
  }

  async wake(): Promise<void> {
    const route = await routeOf(this.subject);
    await this.#inside(route, (subject) => subject.wake({ route }));
  }

  #objectOf(route: string): SubjectApi {
    const inside = (name: keyof SubjectApi) => (args: never) =>
      this.#inside(route, (subject) => (subject[name] as (args: never) => Promise<unknown>)(args));
    return new Proxy({} as SubjectApi, { get: (_target, name) => inside(name as keyof SubjectApi) });
  }

  #inside<T>(route: string, work: (subject: Subject) => Promise<T>): Promise<T> {
    return runInDurableObject(bindings.SUBJECTS.getByName(route), (_instance, { storage }) =>
      work(this.#subjectAt(route, storage)),
    );
  }

  #subjectAt(route: string, storage: DurableObjectStorage): Subject {
    const known = this.#subjects.get(route);
    if (known) return known;
    const subject = new Subject(
      {
        sql: storage.sql,
        getAlarm: async () => this.#alarms.get(route) ?? null,
        setAlarm: async (at) => void this.#alarms.set(route, Number(at)),
        deleteAlarm: async () => void this.#alarms.delete(route),
        deleteAll: async () => {
          this.#alarms.delete(route);
          await storage.deleteAll();
        },
        transact: (_step, change) => storage.transactionSync(change),
      },
      this.#ports(),
    );
    this.#subjects.set(route, subject);
    return subject;
  }

  #ports(): SubjectPorts {
    const answered = () => {
      if (this.d1 === 'down') throw new Error('D1_ERROR: Network connection lost.');
    };
    // However slow the machine is: an index that is up is waited for.
    const indexWait = () => (this.d1 === 'down' ? 200 : MINUTE);
    return {
      now: () => this.now,
      sleep: async (milliseconds, signal) => {
        await scheduler.wait(milliseconds, signal ? { signal } : {}).catch(() => undefined);
      },
      random: () => this.random,
      peer: (other) => this.#objectOf(other),
      project: async (rows) => {
        this.asked.projections += 1;
        answered();
        const meter = new Meter();
        return { ...(await projectRows(bindings.INDEX, meter, rows)), cost: meter.total };
      },
      registrations: async (clientIds) => {
        this.asked.registrations += 1;
        answered();
        const meter = new Meter();
        return { clients: await this.#index.registrations(clientIds), cost: meter.total };
      },
      deliver: (notice, client) =>
        deliverLogout(
          {
            signingKeys: SIGNING_KEYS,
            issuer: ISSUER,
            allowPrivate: this.allowPrivate,
            fetch: (input, init) => fetch(input, init),
            timeout: this.timeout,
            now: () => this.now,
          },
          notice,
          client,
        ),
      log: () => undefined,
      policy: {
        ...this.#policy,
        get indexWait() {
          return indexWait();
        },
      },
    };
  }
}

/** The claims of a token that verifies with the published key set, at that time. */
export async function verified(token: string, { clientId }: Party, now: number) {
  const published = await (await send('GET', '/.well-known/jwks.json', { token: null })).json<{ keys: [] }>();
  return jwtVerify(token, createLocalJWKSet(published), {
    issuer: ISSUER,
    audience: clientId,
    typ: 'logout+jwt',
    currentDate: new Date(now),
  });
}
