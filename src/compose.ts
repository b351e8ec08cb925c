/**
 * Ties the parts together from bindings and configuration. Guarantees: the only place that knows how an object, the index,
 * the key ring and HTTP find each other.
 */
import { EdgeUserSessionStore } from './bff/edge-user-session-store.ts';
import { ClientRegistry } from './client/client-registry.ts';
import type { RegistrationPolicy } from './client/registration.ts';
import { type Config, configurationOf, type Env, type Jurisdiction } from './config.ts';
import { EdgeCoordination } from './coordination/edge-coordination.ts';
import { budgetOf } from './cron/cron-parts.ts';
import { scheduled } from './cron/scheduled.ts';
import { logOf } from './http/log.ts';
import type { Health, MissingTicketKey, Readiness, ServicesFactory } from './http/services.ts';
import { D1Clients } from './index-d1/d1-clients.ts';
import { projectRows } from './index-d1/projector.ts';
import { SessionIndex } from './index-d1/session-index.ts';
import type { Envelopes } from './index-d1/stats.ts';
import { guardAddress } from './logout/address-guard.ts';
import { DELIVERY_TIMEOUT, type DeliveryParts, deliverLogout } from './logout/deliver.ts';
import { unusableKeys } from './logout/signing-key-check.ts';
import { tryLogout } from './logout/trial.ts';
import { EdgeManagement } from './management/edge-management.ts';
import { Meter } from './session/cost.ts';
import { StorageUnavailable } from './session/session-store.ts';
import { WINDOWS } from './session/windows.ts';
import { Directory, type ObjectOf } from './store/directory.ts';
import { EdgeGrantStore } from './store/edge-grant-store.ts';
import { EdgeStore } from './store/edge-store.ts';
import { EdgeTicketStore } from './store/edge-ticket-store.ts';
import { reindexObjects } from './store/reindex-objects.ts';
import { RouteCache } from './store/route-cache.ts';
import type { StoreParts } from './store/store-parts.ts';
import type { SubjectApi } from './subject/api.ts';
import type { SubjectPorts } from './subject/ports.ts';
import { KeyRing } from './ticket/key-ring.ts';
import { Protector } from './ticket/protector.ts';
import type { TicketPolicy } from './ticket/record-of-ticket.ts';

/** Of one cron run: well under the interval, and under the 10,000 subrequests that an invocation may make. */
const CRON_BUDGET = { milliseconds: 60_000, calls: 9_000 };
const DAY = 24 * 60 * 60_000;

const routes = new RouteCache();
const protectors = new WeakMap<Config, { readonly ring: KeyRing; readonly protector: Protector }>();

export const servicesOf: ServicesFactory = ({ env, config, meter, log, by }) => {
  const { ring, protector } = protectionOf(config);
  const directory = new Directory(objectsOf(env, config), meter);
  const { sessionLimitPerSubject: count, sessionLimitPolicy: policy } = config;
  const parts: StoreParts = {
    directory,
    index: new SessionIndex(env.INDEX, meter),
    protector,
    tokenKeys: () => ring.tokenKeys(),
    routes,
    limit: count > 0 ? { count, policy } : null,
    by,
    now: Date.now,
    log,
  };
  const clients = new ClientRegistry({
    table: new D1Clients(env.INDEX, meter),
    policy: registrationPolicy(config),
    tokenKeys: () => ring.tokenKeys(),
    trial: (client) => tryLogout(deliveryParts(config), client),
  });
  return {
    store: new EdgeStore(parts),
    tickets: new EdgeTicketStore(parts, ticketPolicyOf(config)),
    clients,
    grants: new EdgeGrantStore(parts),
    bff: new EdgeUserSessionStore(parts),
    management: new EdgeManagement({ ...parts, ticketKeyIds: config.ticketKeys.map(({ id }) => id) }),
    coordination: new EdgeCoordination(parts, config.coordinateClientLifetimesWithUserSession),
    reindex: (objectIds) => reindexObjects(env.SUBJECTS, meter, objectIds),
  };
};

const ticketPolicyOf = (config: Config): TicketPolicy => ({
  displayNameClaimType: config.userDisplayNameClaimType,
  issuer: config.issuer,
  absoluteLifetime: config.sessionAbsoluteLifetime * 1000,
});

function registrationPolicy({ signingKeys, allowPrivateLogoutUris: allowPrivate }: Config): RegistrationPolicy {
  return {
    algorithms: new Set(signingKeys.map(({ alg }) => alg)),
    addressRefusal: (address) => {
      const verdict = guardAddress(address, { allowPrivate });
      return verdict.outcome === 'refused' ? verdict.reason : null;
    },
  };
}

/** Whether D1 and an object answer (a read of each, of next to nothing), every signing key signs, and no ticket key is missing. */
export const readiness: Readiness = async (env) => {
  const configuration = configurationOf(env);
  const config = configuration.outcome === 'configured' ? configuration.config : null;
  const probe = { route: 'readiness' };
  const [tally, object] = await Promise.allSettled([
    new SessionIndex(env.INDEX, new Meter()).envelopes(),
    (async () => objectsOf(env, config)(probe.route).wake(probe))(),
  ]);
  const health = ({ status }: PromiseSettledResult<unknown>): Health => (status === 'fulfilled' ? 'ok' : 'failing');
  const missingTicketKeys = config !== null && tally.status === 'fulfilled' ? missingKeys(config, tally.value) : [];
  if (missingTicketKeys.length > 0) logOf('readiness')('ticket-keys-missing', { keys: missingTicketKeys });
  return {
    d1: health(tally),
    object: health(object),
    keys: config === null || missingTicketKeys.length > 0 ? 'failing' : await signingHealth(config),
    ...(missingTicketKeys.length === 0 ? {} : { missingTicketKeys }),
  };
};

/** Keys that envelopes were sealed with and the ring does not have. An envelope without a key is one that no ring opens. */
function missingKeys({ ticketKeys }: Config, { sessions, grants }: Envelopes): readonly MissingTicketKey[] {
  const ring = new Set(ticketKeys.map(({ id }) => id));
  return [...new Set([...sessions.keys(), ...grants.keys()])]
    .filter((id) => id !== '' && !ring.has(id))
    .map((id) => ({ id, envelopes: (sessions.get(id) ?? 0) + (grants.get(id) ?? 0) }));
}

const checkedKeys = new WeakMap<Config, Health>();

/** Tested once per isolate: a configuration does not change. */
async function signingHealth(config: Config): Promise<Health> {
  const known = checkedKeys.get(config);
  if (known !== undefined) return known;
  const unusable = await unusableKeys(config.signingKeys);
  if (unusable.length > 0) logOf('readiness')('signing-keys-unusable', { kids: unusable });
  const found = unusable.length === 0 ? 'ok' : 'failing';
  checkedKeys.set(config, found);
  return found;
}

export async function runScheduled(env: Env): Promise<void> {
  const configuration = configurationOf(env);
  const log = logOf(`cron-${crypto.randomUUID()}`);
  if (configuration.outcome !== 'configured') {
    log('misconfigured', { problems: configuration.problems });
    return;
  }
  const { config } = configuration;
  const meter = new Meter();
  const directory = new Directory(objectsOf(env, config), meter);
  await scheduled({
    directory,
    index: new SessionIndex(env.INDEX, meter),
    budget: budgetOf(CRON_BUDGET, directory, Date.now),
    removeExpired: config.removeExpiredSessions,
    historyKept: config.historyDays * DAY,
    protector: protectionOf(config).protector,
    ticketKeyIds: config.ticketKeys.map(({ id }) => id),
    now: Date.now,
    log,
  });
}

/** What an object needs of the world. An object of a misconfigured service still keeps what it has, and ends nothing. */
export function subjectPorts(env: Env): SubjectPorts {
  const configuration = configurationOf(env);
  const config = configuration.outcome === 'configured' ? configuration.config : null;
  const log = logOf('object');
  return {
    now: Date.now,
    sleep: async (milliseconds, signal) => {
      await scheduler.wait(milliseconds, signal ? { signal } : {}).catch(() => undefined);
    },
    random: Math.random,
    peer: (route) => objectsOf(env, config)(route),
    project: async (rows) => {
      const meter = new Meter();
      const answer = await projectRows(env.INDEX, meter, rows);
      return { ...answer, cost: meter.total };
    },
    registrations: async (clientIds) => {
      const meter = new Meter();
      const clients = await new SessionIndex(env.INDEX, meter).registrations(clientIds);
      return { clients, cost: meter.total };
    },
    deliver: (notice, client) => deliverLogout(deliveryParts(config), notice, client),
    log,
    policy: {
      indexWait: WINDOWS.indexWait,
      removeExpired: config?.removeExpiredSessions ?? false,
      removeExpiredBatch: config?.removeExpiredSessionsBatchSize ?? 100,
      coordinateByDefault: config?.coordinateClientLifetimesWithUserSession ?? false,
      expiryTellsAll: config?.expiredSessionsTriggerBackchannelLogout ?? false,
    },
  };
}

/** Of a misconfigured service: nothing signs, so that every delivery waits. */
const deliveryParts = (config: Config | null): DeliveryParts => ({
  signingKeys: config?.signingKeys ?? [],
  issuer: config?.issuer ?? config?.origin ?? null,
  allowPrivate: config?.allowPrivateLogoutUris ?? false,
  fetch: (input, init) => fetch(input, init),
  timeout: DELIVERY_TIMEOUT,
  now: Date.now,
});

function protectionOf(config: Config): { readonly ring: KeyRing; readonly protector: Protector } {
  const known = protectors.get(config);
  if (known) return known;
  const ring = new KeyRing(config.ticketKeys);
  const made = { ring, protector: new Protector(ring) };
  protectors.set(config, made);
  return made;
}

/** Jurisdiction is part of an object's identity: the same name elsewhere is another object. */
function objectsOf({ SUBJECTS }: Env, config: Config | null): ObjectOf {
  if (config === null) throw new StorageUnavailable('the service is misconfigured', { mayHaveBeenStored: false });
  const namespace = config.jurisdiction === null ? SUBJECTS : within(SUBJECTS, config.jurisdiction);
  // RPC promises of a class that implements SubjectApi resolve to what SubjectApi says, with disposers added.
  return (route) => namespace.getByName(route) as unknown as SubjectApi;
}

/** Local workerd has no jurisdictions and says so: there, all objects live on this machine. */
function within(namespace: DurableObjectNamespace, jurisdiction: Jurisdiction): DurableObjectNamespace {
  try {
    return namespace.jurisdiction(jurisdiction);
  } catch (fault) {
    if (fault instanceof Error && fault.message.includes('not implemented in workerd')) return namespace;
    throw fault;
  }
}
