/**
 * What every `ServerSideTicketStore` does, on a clock that the test turns: the one in memory is held to what the real one does.
 * Contract: "Ticket store".
 */
import { describe, expect, it } from 'vitest';
import type { AuthenticationTicket } from '../../src/ticket/authentication-ticket.ts';
import type { TicketPolicy } from '../../src/ticket/record-of-ticket.ts';
import type { ServerSideTicketStore } from '../../src/ticket/ticket-store.ts';

export interface TicketStoreUnderTest {
  readonly tickets: ServerSideTicketStore;
  /** Milliseconds since the epoch; set by the test. */
  now: number;
}

const HOUR = 3_600_000;

export function ticketStoreContract(make: (policy: Partial<TicketPolicy>) => TicketStoreUnderTest): void {
  function scene(policy: Partial<TicketPolicy> = {}) {
    const clock = make(policy);
    const { tickets } = clock;
    const subject = `subject-${crypto.randomUUID()}`;
    const ticket = (expires: number | null = clock.now + HOUR, changes: Partial<AuthenticationTicket> = {}) => ({
      scheme: 'cookie',
      claims: [{ type: 'sub', value: subject, valueType: null, issuer: null }],
      properties: { issued: null, expires, isPersistent: null, allowRefresh: null, items: {} },
      sessionId: null,
      issuer: null,
      clients: [],
      ...changes,
    });
    const stored = async (expires?: number | null, changes?: Partial<AuthenticationTicket>) => {
      const answer = await tickets.store(ticket(expires, changes));
      if (answer.outcome !== 'stored') throw new Error(`not stored: ${answer.outcome}`);
      return answer;
    };
    return { clock, tickets, subject, ticket, stored, chosen: `key-${crypto.randomUUID()}` };
  }

  describe('a ticket store', () => {
    it('completes a ticket by the policy, and gives it back', async () => {
      const policy = { displayNameClaimType: 'name', issuer: 'https://us', absoluteLifetime: HOUR / 2 };
      const { clock, tickets, subject, stored } = scene(policy);
      const said = { sub: subject, name: 'na\u0007me', sid: 'S' };
      const named = Object.entries(said).map(([type, value]) => ({ type, value, valueType: 'v', issuer: 'i' }));
      const clients = [{ clientId: 'web', sub: null, sid: 'own' }];
      const { key, ticket, session } = await stored(clock.now + HOUR, { claims: named, clients });
      const times = { created: clock.now, renewed: clock.now, expires: clock.now + HOUR / 2 };
      expect(session).toMatchObject({ subjectId: subject, sessionId: 'S', displayName: 'name', ...times });
      expect(session).toMatchObject({ issuer: 'https://us', clientIds: ['web'], device: null });
      expect(ticket).toMatchObject({
        claims: named,
        clients,
        properties: { issued: clock.now, expires: times.expires },
      });
      expect(await tickets.retrieve(key)).toEqual({ outcome: 'found', ticket, session });
    });

    it('gives the first answer to a repeat with the same Idempotency-Key', async () => {
      const { tickets, ticket } = scene();
      const options = { idempotency: { scope: 's', key: crypto.randomUUID(), bodyHash: 'one' } };
      const first = await tickets.store(ticket(), options);
      expect(await tickets.store(ticket(), options)).toEqual({ ...first, replayed: true });
      const other = { idempotency: { ...options.idempotency, bodyHash: 'two' } };
      // Another body in both: from afar, the service looks at the body itself.
      expect(await tickets.store(ticket(null), other)).toEqual({ outcome: 'idempotency-key-reused' });
    });

    it('renews: all is replaced but created and the sid', async () => {
      const { clock, tickets, ticket, stored } = scene({ absoluteLifetime: 3 * HOUR });
      const { key, session } = await stored();
      clock.now += HOUR / 2;
      const renewed = await tickets.renew(key, ticket(clock.now + 4 * HOUR, { scheme: 'other', issuer: 'https://x' }));
      if (renewed.outcome !== 'renewed') throw new Error(renewed.outcome);
      const { created, sessionId, absoluteExpires } = session;
      expect(renewed.session).toMatchObject({ created, sessionId, absoluteExpires, expires: absoluteExpires });
      expect(renewed.session).toMatchObject({ renewed: clock.now, issuer: 'https://x' });
      expect(renewed.session.revision).toBeGreaterThan(session.revision);
      const { ticket: given, session: shown } = renewed;
      expect(await tickets.retrieve(key)).toEqual({ outcome: 'found', ticket: given, session: shown });
    });

    it('renews for another sid: created starts anew', async () => {
      const { clock, tickets, ticket, stored } = scene();
      const { key } = await stored();
      clock.now += 1_000;
      const renewed = await tickets.renew(key, ticket(undefined, { sessionId: 'another' }));
      expect(renewed).toMatchObject({ outcome: 'renewed', session: { created: clock.now, sessionId: 'another' } });
    });

    it('renews under a condition', async () => {
      const { tickets, ticket, stored } = scene();
      const { key, session } = await stored();
      const ifMatch = [session.revision];
      expect(await tickets.renew(key, ticket(), { ifMatch })).toMatchObject({ outcome: 'renewed' });
      expect(await tickets.renew(key, ticket(), { ifMatch })).toEqual({ outcome: 'revision-mismatch' });
      expect(await tickets.renew(key, ticket(), { ifMatch: '*' })).toMatchObject({ outcome: 'renewed' });
    });

    it('renews a key that never existed: it does then', async () => {
      const { tickets, ticket, chosen } = scene();
      expect(await tickets.renew(chosen, ticket())).toMatchObject({ outcome: 'stored' });
      expect(await tickets.renew(chosen, ticket())).toMatchObject({ outcome: 'renewed' });
      expect(await tickets.retrieve(chosen)).toMatchObject({ outcome: 'found' });
    });

    it('creates once where many renew a key that never existed', async () => {
      const { tickets, ticket, chosen } = scene();
      const answers = await Promise.all(Array.from({ length: 8 }, () => tickets.renew(chosen, ticket())));
      expect(answers.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === 'renewed')).toHaveLength(7);
    });

    it('renews nothing without a subject', async () => {
      const { tickets, ticket, stored } = scene();
      const { key } = await stored();
      expect(await tickets.renew(key, ticket(undefined, { claims: [] }))).toEqual({ outcome: 'subject-missing' });
    });

    it('revives nothing that has ended or expired', async () => {
      const { clock, tickets, ticket, stored } = scene();
      const [ended, expired] = [await stored(), await stored()];
      expect(await tickets.remove(ended.key)).toMatchObject({ outcome: 'deleted' });
      clock.now += HOUR;
      for (const { key } of [ended, expired]) {
        expect(await tickets.retrieve(key)).toEqual({ outcome: 'session-not-found' });
        expect(await tickets.touch(key)).toEqual({ outcome: 'session-ended' });
        expect(await tickets.renew(key, ticket())).toEqual({ outcome: 'session-ended' });
      }
    });

    it('slides at half of the window, not before, and once for many', async () => {
      const { clock, tickets, stored } = scene();
      const { key, session } = await stored();
      clock.now += HOUR / 2 - 1;
      expect(await tickets.touch(key)).toEqual({ outcome: 'touched', session, renewed: false, indexed: true });
      clock.now += 1;
      const answers = await Promise.all(Array.from({ length: 8 }, () => tickets.touch(key)));
      expect(answers.filter((answer) => answer.outcome === 'touched' && answer.renewed)).toHaveLength(1);
      for (const answer of answers) {
        expect(answer).toMatchObject({ session: { renewed: clock.now, expires: clock.now + HOUR } });
      }
    });

    it('slides to the absolute end, and no further', async () => {
      const { clock, tickets, stored } = scene({ absoluteLifetime: 1.25 * HOUR });
      const { key, session } = await stored();
      clock.now += HOUR / 2;
      expect(await tickets.touch(key)).toMatchObject({ renewed: true, session: { expires: session.absoluteExpires } });
      clock.now += 0.7 * HOUR;
      expect(await tickets.touch(key)).toMatchObject({ renewed: false });
    });

    it('slides nothing that has no window, and nothing that is not there', async () => {
      const { clock, tickets, stored, chosen } = scene();
      const { key, session } = await stored(null);
      clock.now += 1_000 * HOUR;
      expect(await tickets.touch(key)).toMatchObject({ outcome: 'touched', session, renewed: false });
      expect(await tickets.touch(chosen)).toEqual({ outcome: 'session-not-found' });
    });

    it('removes what has expired, and what was never there', async () => {
      const { clock, tickets, stored, chosen } = scene();
      const { key } = await stored();
      clock.now += HOUR;
      expect(await tickets.remove(key)).toMatchObject({ outcome: 'deleted' });
      expect(await tickets.remove(key)).toMatchObject({ outcome: 'absent' });
      expect(await tickets.remove(chosen)).toMatchObject({ outcome: 'absent' });
    });
  });
}
