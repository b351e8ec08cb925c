/**
 * What every `SessionsStore` does: the suite that the one in memory, the RPC binding and the HTTP client are held to. No clock
 * is turned, so that it runs against a service as well.
 */
import { describe, expect, it } from 'vitest';
import type { AuthenticationTicket } from '../../src/ticket/authentication-ticket.ts';
import type { SessionsStore } from '../../src/ticket/sessions-store.ts';

const HOUR = 3_600_000;
const UNKNOWN = `${'A'.repeat(22)}.${'A'.repeat(43)}`;

interface Given {
  readonly sid?: string;
  readonly device?: string;
  /** Milliseconds from now, both. */
  readonly issued?: number;
  readonly expires?: number | null;
}

export function sessionsStoreContract(make: () => Promise<SessionsStore>): void {
  /** Plain data it must be, there and back: a structured clone stands for the way through RPC. */
  const crossing = async <T>(answer: Promise<T>): Promise<T> => {
    const given = await answer;
    expect(structuredClone(given)).toEqual(given);
    return given;
  };

  async function scene() {
    const store = await make();
    const subject = `subject-${crypto.randomUUID()}`;
    const ticketOf = ({ sid, device, issued = 0, expires = HOUR }: Given = {}, sub = subject): AuthenticationTicket => {
      const now = Date.now();
      const times = { issued: now + issued, expires: expires === null ? null : now + expires };
      const claims = Object.entries({ sub, sid }).flatMap(([type, value]) =>
        value === undefined ? [] : [{ type, value, valueType: null, issuer: null }],
      );
      return {
        scheme: 'cookie',
        claims,
        properties: { ...times, isPersistent: null, allowRefresh: null, items: device === undefined ? {} : { device } },
        sessionId: null,
        issuer: null,
        clients: [],
      };
    };
    const stored = async (given: Given = {}, sub = subject) => {
      const answer = await crossing(store.store(ticketOf(given, sub)));
      if (answer.outcome !== 'stored') throw new Error(`not stored: ${answer.outcome}`);
      return answer;
    };
    const isLive = async (key: string) => (await crossing(store.retrieve(key))).outcome === 'found';
    const idsOf = async (sub = subject) => (await crossing(store.list(sub))).map(({ id }) => id);
    return { store, subject, ticketOf, stored, isLive, idsOf };
  }

  describe('a sessions store', () => {
    it('stores a ticket under a minted key, and finds it', async () => {
      const { store, subject, stored } = await scene();
      const { key, ticket, session } = await stored({ sid: 'S', device: 'Firefox' });
      expect(key).toMatch(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
      expect(session).toMatchObject({ subjectId: subject, sessionId: 'S', device: 'Firefox' });
      expect(await crossing(store.retrieve(key))).toEqual({ outcome: 'found', ticket, session });
    });

    it('mints a sid where the claims have none', async () => {
      const { stored } = await scene();
      const [one, other] = [await stored(), await stored()];
      expect(one.session.sessionId).toMatch(/^[0-9A-F]{32}$/);
      expect(one.session.sessionId).not.toBe(other.session.sessionId);
    });

    it.each(['', ' '])('stores nothing without a subject: %j', async (sub) => {
      const { store, ticketOf } = await scene();
      expect(await crossing(store.store(ticketOf({}, sub)))).toEqual({ outcome: 'subject-missing' });
    });

    it('does not find what is unknown, ended or expired', async () => {
      const { store, stored, isLive } = await scene();
      const ended = await stored();
      await crossing(store.remove(ended.key));
      const expired = await stored({ issued: -2 * HOUR, expires: -HOUR });
      expect([await isLive(UNKNOWN), await isLive(ended.key), await isLive(expired.key)]).toEqual([
        false,
        false,
        false,
      ]);
    });

    it('removes what is there, and what is not', async () => {
      const { store, stored, isLive } = await scene();
      const { key } = await stored();
      for (const one of [key, key, UNKNOWN]) await crossing(store.remove(one));
      expect(await isLive(key)).toBe(false);
    });

    it('slides a session past half of its window, and leaves it before', async () => {
      const { store, stored } = await scene();
      const due = await stored({ issued: -HOUR, expires: HOUR / 2 });
      const slid = await crossing(store.touch(due.key));
      if (slid.outcome !== 'touched') throw new Error(slid.outcome);
      expect(slid.session.revision).toBeGreaterThan(due.session.revision);
      expect(slid.session.expires).toBe(slid.session.renewed + 1.5 * HOUR);
      const early = await stored();
      expect(await crossing(store.touch(early.key))).toMatchObject({ outcome: 'touched', session: early.session });
    });

    it('slides nothing that is not live', async () => {
      const { store, stored } = await scene();
      expect(await crossing(store.touch(UNKNOWN))).toEqual({ outcome: 'session-not-found' });
      const ended = await stored();
      await store.remove(ended.key);
      expect(await crossing(store.touch(ended.key))).toEqual({ outcome: 'session-ended' });
      const expired = await stored({ issued: -2 * HOUR, expires: -HOUR });
      expect(await crossing(store.touch(expired.key))).toEqual({ outcome: 'session-ended' });
    });

    it('lists the live sessions of a subject, by created, and of no other', async () => {
      const { store, subject, stored } = await scene();
      expect(await crossing(store.list(subject))).toEqual([]);
      const later = await stored({ issued: -1 });
      const earlier = await stored({ issued: -1_000 });
      await stored({ issued: -2 * HOUR, expires: -HOUR });
      await stored({}, `${subject}-other`);
      expect(await crossing(store.list(subject))).toEqual([earlier.session, later.session]);
    });

    it('lists fifty', async () => {
      const { store, subject, stored } = await scene();
      const all = await Promise.all(Array.from({ length: 50 }, (_, n) => stored({ issued: n - 100 })));
      expect(await crossing(store.list(subject))).toEqual(all.map(({ session }) => session));
    });

    it('ends one by its id, where it is this subject’s, and once', async () => {
      const { store, subject, stored, isLive } = await scene();
      const [one, other] = [await stored(), await stored()];
      const { id } = one.session;
      expect(await crossing(store.end({ which: 'one', subjectId: `${subject}-other`, id }))).toBe(0);
      expect(await isLive(one.key)).toBe(true);
      expect(await crossing(store.end({ which: 'one', subjectId: subject, id }))).toBe(1);
      expect(await crossing(store.end({ which: 'one', subjectId: subject, id }))).toBe(0);
      expect([await isLive(one.key), await isLive(other.key)]).toEqual([false, true]);
    });

    it('ends all others of a subject, but for those of the same sid', async () => {
      const { store, subject, stored, isLive, idsOf } = await scene();
      const [own, twin] = [await stored({ sid: 'S' }), await stored({ sid: 'S', issued: 1 })];
      const others = [await stored({ sid: 's' }), await stored()];
      const neighbour = await stored({ sid: 'T' }, `${subject}-other`);
      expect(await crossing(store.end({ which: 'others', subjectId: subject, sessionId: 'S' }))).toBe(2);
      expect(await idsOf()).toEqual([own.session.id, twin.session.id]);
      for (const { key } of others) expect(await isLive(key)).toBe(false);
      expect(await isLive(neighbour.key)).toBe(true);
    });

    it('ends what has a sid, whoever’s it is', async () => {
      const { store, subject, stored, isLive } = await scene();
      const sessionId = crypto.randomUUID();
      const [one, other] = [await stored({ sid: sessionId }), await stored({ sid: sessionId }, `${subject}-other`)];
      const spared = await stored();
      expect(await crossing(store.end({ which: 'sid', sessionId }))).toBe(2);
      expect(await crossing(store.end({ which: 'sid', sessionId }))).toBe(0);
      expect([await isLive(one.key), await isLive(other.key), await isLive(spared.key)]).toEqual([false, false, true]);
    });

    it('ends all of a subject, and nothing comes back', async () => {
      const { store, subject, stored, isLive, idsOf } = await scene();
      const all = [await stored(), await stored({ sid: 'S' })];
      const neighbour = await stored({ sid: 'S' }, `${subject}-other`);
      expect(await crossing(store.end({ which: 'subject', subjectId: subject }))).toBe(2);
      expect(await idsOf()).toEqual([]);
      for (const { key } of all) {
        expect(await crossing(store.touch(key))).toEqual({ outcome: 'session-ended' });
        expect(await isLive(key)).toBe(false);
      }
      expect(await isLive(neighbour.key)).toBe(true);
    });
  });
}
