/**
 * The store as the Worker runs it (`servicesOf` of `compose.ts`) keeps the store contract: real objects, real D1, and a
 * new store for each test, as each request has one.
 */
import { env } from 'cloudflare:workers';
import { servicesOf } from '../../src/compose.ts';
import { configurationOf, type Env } from '../../src/config.ts';
import { Meter } from '../../src/session/cost.ts';
import { SYSTEM } from '../../src/session/ending.ts';
import { sessionStoreContract } from '../contract/session-store.contract.ts';

// The contract asks for a store that ends nothing by itself. Set before any object exists: each reads it once.
const bindings = Object.assign(env as unknown as Env, { REMOVE_EXPIRED_SESSIONS: 'false' });

sessionStoreContract(async () => {
  const configuration = configurationOf(bindings);
  if (configuration.outcome !== 'configured') throw new Error(configuration.problems.join('\n'));
  const { config } = configuration;
  const services = servicesOf({
    env: bindings,
    config,
    ctx: { waitUntil: () => undefined },
    meter: new Meter(),
    log: () => undefined,
    by: SYSTEM,
  });
  return { store: services.store, now: Date.now };
});
