/** The service binding: `Sessions` of the real Worker, called as another Worker calls it. */
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { SessionService, Sessions } from '../../src/remote/sessions.ts';
import { sessionsFromAfar, thrownBy } from './sessions-from-afar.ts';

const { Sessions: entrypoint } = exports as unknown as {
  Sessions(options: { readonly props?: unknown }): SessionService;
};

/** Awaited because the test pool's stand-in for an entrypoint knows no calls beyond a property; workerd itself does. */
const partsOf = async (binding: Sessions): Promise<Sessions> => ({
  store: await binding.store,
  tickets: await binding.tickets,
  management: await binding.management,
  coordination: await binding.coordination,
  grants: await binding.grants,
  clients: await binding.clients,
});

describe('over RPC', () => {
  sessionsFromAfar(async (scopes, person) => {
    const binding = entrypoint({ props: { name: 'other-worker', scopes } });
    return partsOf(person === undefined ? binding : await binding.onBehalfOf(person));
  });

  it.each([
    ['none', undefined],
    ['empty ones', {}],
    ['no name', { scopes: ['store'] }],
    ['a blank name', { name: ' ', scopes: ['store'] }],
    ['no scopes', { name: 'other-worker' }],
    ['an empty list of scopes', { name: 'other-worker', scopes: [] }],
    ['a scope that is none', { name: 'other-worker', scopes: ['store', 'everything'] }],
    ['scopes as a text', { name: 'other-worker', scopes: 'store' }],
  ])('a binding whose props are %s may do nothing', async (_, props) => {
    const { store, tickets, management, coordination, grants, clients } = await partsOf(entrypoint({ props }));
    for (const call of [
      () => store.getSession('a-key'),
      () => tickets.retrieve('a-key'),
      () => management.stats(),
      () => coordination.logout({ subjectId: 'a', sessionId: 'b' }),
      () => grants.get('a-key'),
      () => clients.client('web'),
    ]) {
      expect(await thrownBy(call)).toMatchObject({ name: 'RequestRefused', code: 'insufficient-scope' });
    }
  });

  it('arguments that are no arguments are refused as such', async () => {
    const { store, tickets } = await partsOf(entrypoint({ props: { name: 'other-worker', scopes: ['store'] } }));
    const nothing = undefined as never;
    for (const call of [
      () => store.createSession(nothing),
      () => store.createSession(null as never),
      () => store.createSession({ subjectId: 1n } as never),
      () => store.getSession(nothing),
      () => store.getSession('key', null as never),
      () => tickets.store({} as never),
      () => tickets.renew('key', 'ticket' as never),
    ]) {
      expect(await thrownBy(call)).toMatchObject({ name: 'RequestRefused', code: 'invalid-request' });
    }
  });

  it('a fault says whether to look before repeating, on this side too', async () => {
    const { store, clients } = await partsOf(
      entrypoint({ props: { name: 'other-worker', scopes: ['store', 'configure'] } }),
    );
    const bindings = env as unknown as { INDEX: unknown };
    const { INDEX } = bindings;
    const failing = () => {
      throw new Error('D1_ERROR: out of reach');
    };
    bindings.INDEX = { withSession: () => ({ prepare: failing, batch: failing }) };
    try {
      for (const [call, mayHaveBeenStored] of [
        [() => store.getSessionSummary('i'.repeat(43)), false],
        [() => clients.remove('web'), true],
      ] as const) {
        const fault = await thrownBy(call);
        expect(fault).toMatchObject({ name: 'StorageUnavailable', code: 'unavailable', mayHaveBeenStored });
        expect(fault).toHaveProperty('retryAfter', 2);
      }
    } finally {
      bindings.INDEX = INDEX;
    }
  });

  it('offers its calls and nothing else', async () => {
    const binding = entrypoint({ props: { name: 'other-worker', scopes: ['store'] } });
    const store = (await binding.store) as unknown as Record<string, () => Promise<unknown>>;
    for (const name of ['#store', 'exchange', 'asked']) {
      expect(String(await thrownBy(async () => store[name]?.())), name).toContain('does not implement');
    }
  });

  it('history names the binding', async () => {
    const binding = entrypoint({ props: { name: 'the-bff', scopes: ['store', 'manage:read'] } });
    const { tickets, management } = await partsOf(binding);
    const subject = `subject-${crypto.randomUUID()}`;
    const stored = await tickets.store({
      scheme: 'cookie',
      claims: [{ type: 'sub', value: subject, valueType: null, issuer: null }],
      properties: { issued: null, expires: null, isPersistent: null, allowRefresh: null, items: {} },
      sessionId: null,
      issuer: null,
      clients: [],
    });
    if (stored.outcome !== 'stored') throw new Error(stored.outcome);
    await tickets.remove(stored.key);
    const paging = { countRequested: 1, resultsToken: null, requestPriorResults: false, totals: false };
    expect(await management.history({ subjectId: subject, sessionId: null, ...paging })).toMatchObject({
      page: { results: [{ actor: 'the-bff', onBehalfOf: null, reason: 'user_logout' }] },
    });
  });
});
