/** The RPC binding keeps the store contract: a binding to the Worker's own entrypoint, real objects, real D1. */
import { env, exports } from 'cloudflare:workers';
import type { SessionService } from '../../src/remote/sessions.ts';
import { sessionStoreContract } from '../contract/session-store.contract.ts';

// The contract asks for a store that ends nothing by itself. Set before any object exists: each reads it once.
Object.assign(env, { REMOVE_EXPIRED_SESSIONS: 'false' });

const { Sessions } = exports as unknown as {
  Sessions(options: { readonly props: object }): SessionService;
};
const binding = Sessions({ props: { name: 'other-worker', scopes: ['store'] } });

// Awaited because the test pool's stand-in for an entrypoint knows no calls beyond a property; workerd itself does.
sessionStoreContract(async () => ({ store: await binding.store, now: Date.now }));
