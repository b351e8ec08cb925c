/** What an application needs of a store, by the client and by a binding: the real Worker, real objects, real D1. */
import { exports } from 'cloudflare:workers';
import { describe } from 'vitest';
import { createClient } from '../../src/remote/create-client.ts';
import type { SessionService } from '../../src/remote/sessions.ts';
import { sessionsStore } from '../../src/remote/sessions-store.ts';
import { sessionsStoreContract } from '../contract/sessions-store.contract.ts';
import { ORIGIN } from './http-client.ts';

const { default: worker, Sessions } = exports as unknown as {
  readonly default: Fetcher;
  Sessions(options: { readonly props: object }): SessionService;
};

describe('by the client', () => {
  const client = createClient({ baseUrl: ORIGIN, token: 'all-token', fetch: (url, init) => worker.fetch(url, init) });
  sessionsStoreContract(async () => sessionsStore(client));
});

describe('by a binding', () => {
  sessionsStoreContract(async () => {
    const binding = Sessions({ props: { name: 'app', scopes: ['store', 'manage'] } });
    // Awaited because the test pool's stand-in for an entrypoint knows no calls beyond a property; workerd itself does.
    const parts = { store: await binding.store, tickets: await binding.tickets, management: await binding.management };
    return sessionsStore({ ...binding, ...parts });
  });
});
