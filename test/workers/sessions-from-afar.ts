/**
 * What the parts of a service do from afar, as sentences: over HTTP and over RPC the same. The session store has the store
 * contract (`test/contract`); what the operations do is tested over HTTP, here that nothing is lost on the way.
 */
import { describe, expect, it } from 'vitest';
import type { Sessions } from '../../src/remote/sessions.ts';
import type { AuthenticationTicket } from '../../src/ticket/authentication-ticket.ts';
import { fresh } from './http-client.ts';
import { db } from './within-service.ts';

/** What each test calls; with the scopes of a binding or token. */
export type Reach = (scopes: readonly Scope[], onBehalfOf?: string) => Promise<Sessions>;
export type Scope = 'store' | 'manage:read' | 'manage' | 'tickets:read' | 'configure';

const HOUR = 3_600_000;
const ALL = ['store', 'manage', 'tickets:read', 'configure'] as const;

const ticketOf = (subject: string, changes: Partial<AuthenticationTicket> = {}): AuthenticationTicket => ({
  scheme: 'cookie',
  claims: [
    { type: 'sub', value: subject, valueType: null, issuer: null },
    { type: 'name', value: 'Ädá\u0000', valueType: 'text', issuer: 'https://id.example' },
  ],
  properties: {
    issued: null,
    expires: Date.now() + HOUR,
    isPersistent: true,
    allowRefresh: null,
    items: { device: 'Firefox', constructor: 'x' },
  },
  sessionId: null,
  issuer: 'https://id.example',
  clients: [],
  ...changes,
});

const PAGE = { countRequested: 25, resultsToken: null, requestPriorResults: false, totals: true };
const WHOLE = {
  ids: null,
  clientIds: null,
  removeServerSideSession: true,
  sendBackchannelLogoutNotification: true,
  revokeTokens: true,
  revokeConsents: true,
  exceptSessionIds: null,
  bffPartitions: null,
  reason: 'terminated',
  dryRun: false,
} as const;

const GRANT = {
  type: 'refresh_token',
  sessionId: null,
  clientId: 'web',
  grantId: null,
  lookup: null,
  description: null,
  creationTime: null,
  expiration: Date.now() + HOUR,
  consumedTime: null,
  data: 'd',
} as const;

/** What a call throws. */
export async function thrownBy(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (fault) {
    return fault;
  }
  throw new Error('nothing was thrown');
}

export function sessionsFromAfar(reach: Reach): void {
  const all = () => reach(ALL);

  describe('tickets', () => {
    it('are stored, read, renewed, slid and removed', async () => {
      const { tickets } = await all();
      const subject = fresh('subject');
      const given = ticketOf(subject, { clients: [{ clientId: 'web', sub: 'other', sid: null }] });
      const stored = await tickets.store(given);
      if (stored.outcome !== 'stored') throw new Error(stored.outcome);
      const { key, session, ticket } = stored;
      expect(stored).toMatchObject({ indexed: true, replayed: false });
      expect(session).toMatchObject({
        subjectId: subject,
        displayName: null,
        clientIds: ['web'],
        absoluteExpires: null,
      });
      expect(ticket).toEqual({
        ...given,
        sessionId: session.sessionId,
        properties: { ...given.properties, issued: session.created },
      });
      expect(session.expires).toBe(given.properties.expires);
      expect(await tickets.retrieve(key)).toEqual({ outcome: 'found', ticket, session });
      expect(await tickets.retrieve(key, { subjectHint: 'a wrong one' })).toMatchObject({ outcome: 'found' });
      expect(await tickets.touch(key, { subjectHint: ' ' })).toEqual({
        outcome: 'touched',
        session,
        renewed: false,
        indexed: true,
      });
      expect(await tickets.renew(key, given, { ifMatch: [session.revision - 1] })).toEqual({
        outcome: 'revision-mismatch',
      });
      expect(await tickets.renew(key, given, { ifMatch: [] })).toEqual({ outcome: 'revision-mismatch' });
      const renewed = await tickets.renew(key, { ...given, scheme: 'other' }, { ifMatch: [1, session.revision] });
      expect(renewed).toMatchObject({ outcome: 'renewed', ticket: { scheme: 'other' } });
      expect(await tickets.remove(key)).toEqual({ outcome: 'deleted', indexed: true });
      expect(await tickets.remove(key)).toEqual({ outcome: 'absent', indexed: true });
      expect(await tickets.retrieve(key)).toEqual({ outcome: 'session-not-found' });
      expect(await tickets.renew(key, given)).toEqual({ outcome: 'session-ended' });
      expect(await tickets.touch(key)).toEqual({ outcome: 'session-ended' });
      expect(await tickets.renew(fresh('ticket-key-that-never-existed'), given)).toMatchObject({ outcome: 'stored' });
    });

    it('need a subject', async () => {
      const { tickets } = await all();
      expect(await tickets.store(ticketOf('x', { claims: [] }))).toEqual({ outcome: 'subject-missing' });
    });

    it('are stored once under one idempotency key', async () => {
      const { tickets } = await all();
      const ticket = ticketOf(fresh('subject'));
      const idempotency = { key: fresh('request') };
      const first = await tickets.store(ticket, { idempotency });
      const again = await tickets.store(ticket, { idempotency });
      expect(again).toEqual({ ...first, replayed: true });
      expect(await tickets.store({ ...ticket, scheme: 'other' }, { idempotency })).toEqual({
        outcome: 'idempotency-key-reused',
      });
    });

    it('are found by management, with what they hold for who may read it', async () => {
      const { tickets } = await all();
      const { management } = await reach(['manage:read', 'tickets:read']);
      const subject = fresh('subject');
      const stored = await tickets.store(ticketOf(subject, { clients: [{ clientId: 'web', sub: null, sid: null }] }));
      if (stored.outcome !== 'stored') throw new Error(stored.outcome);
      const { session, ticket } = stored;
      const query = { subjectId: subject, sessionId: null, displayName: null, clientId: 'web', active: true, ...PAGE };
      const plain = await management.query({ ...query, withTicket: false });
      expect(plain).toMatchObject({ outcome: 'page', withTicket: false, page: { totalCount: 1, incomplete: false } });
      if (plain.outcome === 'page') expect(plain.page.results).toEqual([session]);
      const whole = await management.query({ ...query, withTicket: true });
      if (whole.outcome !== 'page') throw new Error(whole.outcome);
      expect(whole.page.results).toEqual([{ ...session, ticket, ticketError: null }]);
      expect(await management.query({ ...query, active: false, withTicket: false })).toMatchObject({
        page: { results: [] },
      });
      expect(await management.query({ ...query, resultsToken: 'x', withTicket: false })).toEqual({
        outcome: 'results-token-invalid',
      });
      expect(await management.session(session.id)).toEqual({ outcome: 'found', session });
      for (const id of ['', '.', '..', 'remove', 'ä', 'A'.repeat(43)]) {
        expect(await management.session(id)).toEqual({ outcome: 'session-not-found' });
      }
      const ofSubject = { subjectId: subject, sessionId: null, countRequested: 25, resultsToken: null };
      const found = { outcome: 'found', resultsToken: null };
      expect(await management.sessionsOf({ ...ofSubject, withTicket: false })).toEqual({
        ...found,
        withTicket: false,
        sessions: [session],
      });
      expect(await management.sessionsOf({ ...ofSubject, withTicket: true })).toEqual({
        ...found,
        withTicket: true,
        sessions: [{ ...session, ticket, ticketError: null }],
      });
      expect(await management.sessionsOf({ ...ofSubject, subjectId: null, withTicket: false })).toEqual({
        outcome: 'filter-required',
      });
      const { management: without } = await reach(['manage:read']);
      expect(await thrownBy(() => without.query({ ...query, withTicket: true }))).toMatchObject({
        code: 'insufficient-scope',
      });
    });
  });

  describe('management', () => {
    it('removes sessions on behalf of somebody, and remembers who it was', async () => {
      const subject = fresh('subject');
      const { tickets } = await all();
      const { management } = await reach(ALL, 'Ädá of support');
      const stored = await tickets.store(ticketOf(subject));
      if (stored.outcome !== 'stored') throw new Error(stored.outcome);
      const removal = { ...WHOLE, subjectId: subject, sessionId: null };
      const dry = await management.remove({ ...removal, dryRun: true });
      expect(dry).toMatchObject({ outcome: 'removed', answer: { sessionsRemoved: 1, dryRun: true } });
      const idempotency = { key: fresh('request') };
      const before = Date.now();
      const removed = await management.remove(removal, { idempotency });
      expect(removed).toMatchObject({ outcome: 'removed', answer: { sessionsRemoved: 1, dryRun: false } });
      if (removed.outcome === 'removed') expect(removed.answer.effectiveAt).toBeGreaterThanOrEqual(before);
      expect(await management.remove(removal, { idempotency })).toEqual({ ...removed, replayed: true });
      expect(await management.remove({ ...removal, subjectId: null })).toEqual({ outcome: 'filter-required' });
      const history = await management.history({ subjectId: subject, sessionId: null, ...PAGE });
      if (history.outcome !== 'page') throw new Error(history.outcome);
      const [ended, ...others] = history.page.results;
      expect(others).toEqual([]);
      expect(ended).toMatchObject({
        id: stored.session.id,
        created: stored.session.created,
        reason: 'terminated',
        onBehalfOf: 'Ädá of support',
      });
      expect(ended?.ended).toBeGreaterThanOrEqual(before);
      expect(await management.history({ subjectId: null, sessionId: null, ...PAGE, resultsToken: 'x' })).toEqual({
        outcome: 'results-token-invalid',
      });
    });

    it('counts the grants of a subject', async () => {
      const { grants, management } = await all();
      const subjectId = fresh('subject');
      const granted = await grants.store({ ...GRANT, key: fresh('grant'), subjectId });
      if (granted.outcome !== 'created') throw new Error(granted.outcome);
      const { clientId, type, creationTime, expiration } = granted.grant;
      const count = { clientId, type, count: 1, newestCreationTime: creationTime, earliestExpiration: expiration };
      const whose = { subjectId, sessionId: null, clientId: null };
      const counted = { outcome: 'counted', counts: [count], incomplete: false };
      expect(await management.grants(whose)).toEqual(counted);
      expect(await management.grants({ ...whose, clientId: 'other' })).toEqual({ ...counted, counts: [] });
      expect(await management.grants({ ...whose, subjectId: null })).toEqual({ outcome: 'filter-required' });
    });

    it('knows deliveries and numbers', async () => {
      const { management } = await all();
      const none = { status: 'dead', clientId: fresh('web'), subjectId: null, sessionId: null, ...PAGE } as const;
      expect(await management.deliveries(none)).toMatchObject({
        outcome: 'page',
        page: { results: [], totalCount: 0 },
      });
      expect(await management.deliveries({ ...none, resultsToken: 'x' })).toEqual({ outcome: 'results-token-invalid' });
      for (const id of ['', '..', 'no delivery', 'a/b']) {
        expect(await management.redeliver(id)).toEqual({ outcome: 'delivery-not-found' });
      }
      const stats = await management.stats();
      expect(stats.asOf).toBeLessThanOrEqual(Date.now());
      expect(stats).toMatchObject({ activeSessions: expect.any(Number), ticketKeys: expect.any(Array) });
      await db.prepare('INSERT OR REPLACE INTO activity VALUES (?, 1, 2, 3, 4, 5, 6)').bind(HOUR).run();
      const endings = { user_logout: 2, terminated: 3, expired: 4, replaced: 5, limit: 6 };
      expect(await management.activity({ from: 0, to: HOUR + 1 })).toEqual([{ hour: HOUR, signIns: 1, endings }]);
    });
  });

  describe('coordination', () => {
    it('validates, adds clients and logs out', async () => {
      const { tickets, coordination, clients } = await all();
      const subject = fresh('subject');
      const clientId = fresh('web/ä?#%');
      const client = {
        clientId,
        enabled: true,
        displayName: null,
        backChannelLogoutUri: null,
        backChannelLogoutSessionRequired: true,
        logoutTokenClaims: ['sub'],
        idTokenSignedResponseAlg: 'ES256',
        coordinateLifetimeWithUserSession: true,
      } as const;
      expect(await clients.register(client)).toEqual({ outcome: 'registered', client });
      const stored = await tickets.store(ticketOf(subject));
      if (stored.outcome !== 'stored') throw new Error(stored.outcome);
      const { key, session } = stored;
      const activity = { subjectId: subject, sessionId: session.sessionId, clientId };
      expect(await coordination.validate(activity)).toEqual({
        valid: true,
        coordinated: true,
        expires: session.expires,
      });
      expect(await coordination.validate({ ...activity, clientId: 'nobody' })).toEqual({
        valid: true,
        coordinated: false,
        expires: null,
      });
      expect(await coordination.addClient(key, { clientId, sub: null, sid: 'its own' })).toEqual({
        outcome: 'added',
        clientIds: [clientId],
        indexed: true,
      });
      expect(await coordination.addClient(fresh('no-such-key'), { clientId, sub: null, sid: null })).toEqual({
        outcome: 'session-not-found',
      });
      const ended = await coordination.logout({ subjectId: subject, sessionId: session.sessionId });
      expect(ended).toMatchObject({ answer: { sessionsRemoved: 1, dryRun: false }, indexed: true });
      expect(ended.answer.effectiveAt).toBeGreaterThanOrEqual(session.created);
      expect(await coordination.addClient(key, { clientId, sub: null, sid: null })).toEqual({
        outcome: 'session-ended',
      });
      expect(await coordination.validate(activity)).toMatchObject({ valid: false, expires: null });
    });

    it('takes a hundred clients and tells that one more is too many', async () => {
      const { tickets, coordination } = await all();
      const clients = Array.from({ length: 100 }, (_, n) => ({ clientId: `client-${n}`, sub: null, sid: null }));
      const stored = await tickets.store(ticketOf(fresh('subject'), { clients }));
      if (stored.outcome !== 'stored') throw new Error(stored.outcome);
      const { key } = stored;
      const add = (clientId: string) => coordination.addClient(key, { clientId, sub: null, sid: null });
      expect(await add('one-more')).toEqual({ outcome: 'too-many-clients' });
      expect(await thrownBy(() => add(''))).toMatchObject({ code: 'invalid-request' });
    });
  });

  describe('clients', () => {
    it('are registered, replaced, listed and removed', async () => {
      const { clients } = await reach(['configure']);
      const client = {
        clientId: fresh('web'),
        enabled: false,
        displayName: 'Ädá',
        backChannelLogoutUri: 'https://rp.example.com/logout',
        backChannelLogoutSessionRequired: false,
        logoutTokenClaims: ['sid'],
        idTokenSignedResponseAlg: 'RS256',
        coordinateLifetimeWithUserSession: null,
      } as const;
      const { clientId } = client;
      expect(await clients.register(client, { createOnly: true })).toEqual({ outcome: 'registered', client });
      expect(await clients.register({ ...client, enabled: true }, { createOnly: true })).toEqual({
        outcome: 'revision-mismatch',
      });
      expect(await clients.test(clientId)).toEqual({
        outcome: 'tried',
        trial: { outcome: 'failed', status: null, error: 'the client is disabled' },
      });
      expect(await clients.register({ ...client, enabled: true })).toMatchObject({ outcome: 'replaced' });
      expect(await clients.register({ ...client, backChannelLogoutUri: 'https://localhost/' })).toMatchObject({
        outcome: 'refused',
        problems: [{ member: 'backChannelLogoutUri' }],
      });
      expect(await clients.client(clientId)).toEqual({ outcome: 'found', client: { ...client, enabled: true } });
      const page = await clients.query({ ...PAGE, countRequested: 1000 });
      if (page.outcome !== 'page') throw new Error(page.outcome);
      expect(page.page.results).toContainEqual({ ...client, enabled: true });
      expect(await clients.query({ ...PAGE, resultsToken: 'x' })).toEqual({ outcome: 'results-token-invalid' });
      await clients.remove(clientId);
      await clients.remove(clientId);
      for (const id of [clientId, '', '.', '..', ' ', 'a'.repeat(201)]) {
        expect(await clients.client(id)).toEqual({ outcome: 'client-not-found' });
        expect(await clients.test(id)).toEqual({ outcome: 'client-not-found' });
      }
    });
  });

  describe('grants', () => {
    it('are stored, read, found and removed', async () => {
      const { grants } = await reach(['store']);
      const subject = fresh('subject');
      const key = fresh('grant/ä');
      const given = {
        key,
        type: 'refresh_token',
        subjectId: subject,
        sessionId: null,
        clientId: 'web',
        grantId: null,
        lookup: null,
        description: null,
        creationTime: Date.now() - HOUR,
        expiration: Date.now() + HOUR,
        consumedTime: null,
        data: '\u0000data',
      };
      const stored = await grants.store(given, { createOnly: true });
      if (stored.outcome !== 'created') throw new Error(stored.outcome);
      const { grant } = stored;
      expect(grant).toEqual({ ...given, revision: grant.revision });
      expect(await grants.store(given, { createOnly: true })).toEqual({ outcome: 'revision-mismatch' });
      const replaced = await grants.store({ ...given, consumedTime: 1 }, { ifMatch: [grant.revision] });
      expect(replaced).toMatchObject({ outcome: 'replaced', grant: { consumedTime: 1 } });
      expect(await grants.get(key, { subjectHint: subject })).toMatchObject({
        outcome: 'found',
        grant: { data: given.data },
      });
      const filter = {
        subjectId: subject,
        sessionId: null,
        clientIds: null,
        types: ['refresh_token'],
        grantId: null,
        lookup: null,
      };
      expect(await grants.find(filter)).toMatchObject({ outcome: 'found', grants: [{ key }], resultsToken: null });
      expect(await grants.find(filter, 'x')).toEqual({ outcome: 'results-token-invalid' });
      expect(await grants.find({ ...filter, subjectId: null, types: null })).toEqual({ outcome: 'filter-required' });
      expect(await grants.remove(key, { representation: true })).toMatchObject({ outcome: 'removed', grant: { key } });
      expect(await grants.remove(key, { representation: true })).toMatchObject({ outcome: 'absent' });
      expect(await grants.remove(key)).toMatchObject({ outcome: 'absent' });
      expect(await grants.get(key)).toEqual({ outcome: 'grant-not-found' });
      await grants.store(given);
      expect(await grants.remove(key)).toMatchObject({ outcome: 'removed', grant: null });
      await grants.store(given);
      expect(await grants.removeAll(filter)).toMatchObject({ outcome: 'deleted', deleted: 1 });
    });
  });

  describe('a call that is refused', () => {
    it('says which scope is missing', async () => {
      const { tickets, store, clients, management } = await reach(['manage:read']);
      for (const call of [
        () => tickets.retrieve('a-key-that-is-secret'),
        () => store.deleteSessions({ subjectId: 'a', sessionId: null }),
        () => clients.client('web'),
        () => management.remove({ ...WHOLE, subjectId: 'a', sessionId: null }),
      ]) {
        expect(await thrownBy(call)).toMatchObject({ name: 'RequestRefused', code: 'insufficient-scope' });
      }
    });

    it('says what is wrong with its form, and repeats none of it', async () => {
      const { store, tickets } = await all();
      const content = {
        key: null,
        scheme: 'cookie',
        subjectId: 'secret-subject',
        sessionId: 'sid',
        displayName: null,
        device: null,
        created: Date.now(),
        renewed: Date.now(),
        expires: null,
        absoluteExpires: null,
        ticket: 'secret-ticket',
      };
      const wrong: readonly [string, () => Promise<unknown>][] = [
        ['Session-Key', () => store.getSession('')],
        ['Session-Key', () => store.getSession('secret\n')],
        ['Session-Key', () => store.getSession('secret\ud800')],
        ['Session-Key', () => store.getSession('secret'.repeat(40))],
        ['Session-Key', () => store.getSession(1 as unknown as string)],
        ['Session-Subject', () => tickets.retrieve('secret', { subjectHint: 'secret\u0007' })],
        ['Idempotency-Key', () => store.createSession(content, { idempotency: { key: 'secret secret' } })],
        ['key', () => store.createSession({ ...content, key: 'secret\u0000' })],
        ['subjectId', () => store.createSession({ ...content, subjectId: 'secret\udfff' })],
        ['expires', () => store.createSession({ ...content, expires: Number.NaN })],
        ['expires', () => store.createSession({ ...content, expires: 8e15 })],
        ['ticket', () => store.createSession({ ...content, ticket: 'secret'.repeat(100_000) })],
        ['ticket.claims', () => tickets.store({ ...ticketOf('secret'), claims: 'secret' as unknown as [] })],
        ['count', () => store.getAndRemoveExpiredSessions(0)],
        [
          'countRequested',
          () =>
            store.querySessions({
              ...PAGE,
              subjectId: null,
              sessionId: null,
              displayName: null,
              fields: 'summary',
              countRequested: 1001,
            }),
        ],
        [
          'displayName',
          () =>
            store.querySessions({
              ...PAGE,
              subjectId: null,
              sessionId: null,
              displayName: 'secret\ud800',
              fields: 'summary',
            }),
        ],
      ];
      for (const [path, call] of wrong) {
        const fault = await thrownBy(call);
        expect(fault, path).toMatchObject({ name: 'RequestRefused', code: 'invalid-request' });
        expect(fault, path).toMatchObject({ errors: [{ path }] });
        expect(String(fault) + JSON.stringify(fault), path).not.toContain('secret');
      }
    });
  });
}
