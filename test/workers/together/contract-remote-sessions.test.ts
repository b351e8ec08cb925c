/** What an application needs of a store, by the client and by a binding: the real Worker, real objects, real D1. */
import { exports } from 'cloudflare:workers';
import { describe } from 'vitest';
import type { SessionsBinding } from '../../../src/remote/binding.ts';
import { boundSessions } from '../../../src/remote/bound-sessions.ts';
import { createClient } from '../../../src/remote/create-client.ts';
import { sessionsStore } from '../../../src/remote/sessions-store.ts';
import { sessionsStoreContract } from '../../contract/sessions-store.contract.ts';
import { ORIGIN } from '../http-client.ts';

const { default: worker, Sessions } = exports as unknown as {
  readonly default: Fetcher;
  Sessions(options: { readonly props: object }): SessionsBinding;
};

describe('by the client', () => {
  const client = createClient({ baseUrl: ORIGIN, token: 'all-token', fetch: (url, init) => worker.fetch(url, init) });
  sessionsStoreContract(async () => sessionsStore(client));
});

describe('by a binding', () => {
  const binding = Sessions({ props: { name: 'app', scopes: ['store', 'manage'] } });
  sessionsStoreContract(async () => sessionsStore(boundSessions(binding)));
});
