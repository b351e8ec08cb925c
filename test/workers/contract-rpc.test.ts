/** The RPC binding keeps the store contract: a binding to the Worker's own entrypoint, real objects, real D1. */
import { env, exports } from 'cloudflare:workers';
import type { SessionsBinding } from '../../src/remote/binding.ts';
import { boundSessions } from '../../src/remote/bound-sessions.ts';
import { sessionStoreContract } from '../contract/session-store.contract.ts';

// The contract asks for a store that ends nothing by itself. Set before any object exists: each reads it once.
Object.assign(env, { REMOVE_EXPIRED_SESSIONS: 'false' });

const { Sessions } = exports as unknown as {
  Sessions(options: { readonly props: object }): SessionsBinding;
};
const { store } = boundSessions(Sessions({ props: { name: 'other-worker', scopes: ['store'] } }));

sessionStoreContract(async () => ({ store, now: Date.now }));
