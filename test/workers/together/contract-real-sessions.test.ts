/** What an application needs of a store (`SessionsStore`), over the services as the Worker runs them: real objects, real D1. */
import { env } from 'cloudflare:workers';
import { servicesOf } from '../../../src/compose.ts';
import { configurationOf, type Env } from '../../../src/config.ts';
import { sessionsStore } from '../../../src/remote/sessions-store.ts';
import { Meter } from '../../../src/session/cost.ts';
import { SYSTEM } from '../../../src/session/ending.ts';
import { sessionsStoreContract } from '../../contract/sessions-store.contract.ts';

sessionsStoreContract(async () => {
  const configuration = configurationOf(env as unknown as Env);
  if (configuration.outcome !== 'configured') throw new Error(configuration.problems.join('\n'));
  const { config } = configuration;
  const ctx = { waitUntil: () => undefined };
  const request = { env: env as unknown as Env, config, ctx, meter: new Meter(), log: () => undefined, by: SYSTEM };
  return sessionsStore(servicesOf(request));
});
