/** The service binding: `Sessions` of the real Worker, called as another Worker calls it. */
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { SessionsBinding } from '../../../src/remote/binding.ts';
import { boundSessions } from '../../../src/remote/bound-sessions.ts';
import { sessionsFromAfar, thrownBy } from '../sessions-from-afar.ts';

const { Sessions } = exports as unknown as {
  Sessions(options: { readonly props?: unknown }): SessionsBinding;
};

const bound = (props: unknown) => boundSessions(Sessions({ props }));

describe('over RPC', () => {
  sessionsFromAfar(async (scopes, person) => {
    const sessions = bound({ name: 'other-worker', scopes });
    return person === undefined ? sessions : sessions.onBehalfOf(person);
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
    const { store, tickets, management, coordination, grants, bff, clients } = bound(props);
    for (const call of [
      () => store.getSession('a-key'),
      () => tickets.retrieve('a-key'),
      () => management.stats(),
      () => coordination.logout({ subjectId: 'a', sessionId: 'b' }),
      () => grants.get('a-key'),
      () => bff.get('app', 'a-key'),
      () => clients.client('web'),
    ]) {
      expect(await thrownBy(call)).toMatchObject({ name: 'RequestRefused', code: 'insufficient-scope' });
    }
  });

  it('what is no request of the contract is refused as such', async () => {
    const binding = Sessions({ props: { name: 'other-worker', scopes: ['store'] } });
    const KEY = { 'Session-Key': 'key' };
    const read = { method: 'GET', path: '/v1/session', params: {}, query: '', headers: KEY, body: '' };
    for (const [request, code, path] of [
      [undefined, 'invalid-request', ''],
      ['secret', 'invalid-request', ''],
      [{}, 'invalid-request', 'method'],
      [{ ...read, headers: { 'Session-Key': 1 } }, 'invalid-request', 'headers.Session-Key'],
      [{ ...read, headers: { 'Session-Key': 'secret secret' } }, 'invalid-request', 'Session-Key'],
      [{ ...read, headers: { 'Session-Key': 'a\u2028secret' } }, 'invalid-request', 'Session-Key'],
      [{ ...read, headers: { 'not a header': 'secret' } }, 'invalid-request', 'headers'],
      [{ ...read, query: 'a=secret' }, 'invalid-request', 'a'],
      [{ ...read, query: 'a=secret\ud800' }, 'invalid-request', 'query'],
      [{ ...read, path: '/v1/session/secret' }, 'not-found', undefined],
      [
        { ...read, path: '/v1/sessions/delete', method: 'POST', body: ' '.repeat(4 * 1024 * 1024 + 1) },
        'content-too-large',
      ],
      [{ ...read, path: '/v1/sessions/delete', method: 'POST', body: 'secret' }, 'invalid-request', ''],
    ] as const) {
      const answer = await binding.call(request as never);
      const { body } = answer as { body: { code: string; errors: readonly { path: string }[] } };
      expect([body.code, body.errors[0]?.path]).toEqual([code, path]);
      expect(JSON.stringify(answer)).not.toContain('secret');
    }
  });

  it('a fault says whether to look before repeating', async () => {
    const { store, clients } = bound({ name: 'other-worker', scopes: ['store', 'configure'] });
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

  it('a service that is out of reach leaves open what a write did', async () => {
    const gone = boundSessions({ call: () => Promise.reject(new Error('Network connection lost.')) });
    expect(await thrownBy(() => gone.tickets.retrieve('key'))).toMatchObject({ mayHaveBeenStored: false });
    expect(await thrownBy(() => gone.tickets.touch('key'))).toMatchObject({ mayHaveBeenStored: true });
  });

  it('history names the binding', async () => {
    const { tickets, management } = bound({ name: 'the-bff', scopes: ['store', 'manage:read'] });
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
