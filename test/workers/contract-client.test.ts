/** The client keeps the store contract over HTTP: requests to the real Worker, real objects, real D1. */
import { env, exports } from 'cloudflare:workers';
import { createClient } from '../../src/remote/create-client.ts';
import { sessionStoreContract } from '../contract/session-store.contract.ts';
import { ORIGIN } from './http-client.ts';

// The contract asks for a store that ends nothing by itself. Set before any object exists: each reads it once.
Object.assign(env, { REMOVE_EXPIRED_SESSIONS: 'false' });

const { default: worker } = exports as unknown as { readonly default: Fetcher };
const { store } = createClient({
  baseUrl: ORIGIN,
  token: 'store-token',
  fetch: (url, init) => worker.fetch(url, init),
  timeout: 60_000,
});

sessionStoreContract(async () => ({ store, now: Date.now }));
