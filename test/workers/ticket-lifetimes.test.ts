/** Lifetimes of tickets on a clock that the test sets: nothing sleeps. Contract: "Ticket store". */
import { describe, expect, it } from 'vitest';
import { TicketScene } from './ticket-scene.ts';

const HOUR = 3_600_000;

describe('touch, by the window of the session', () => {
  it.each([
    ['just below half', -1, false],
    ['at half', 0, true],
    ['just above half', 1, true],
  ])('%s of it', async (_what, beside, slides) => {
    const scene = new TicketScene();
    const { key, session } = await scene.stored(scene.now + HOUR);
    scene.now += HOUR / 2 + beside;
    const before = scene.meter.total.written;
    const touched = await scene.tickets.touch(key);
    expect(touched).toMatchObject({ outcome: 'touched', renewed: slides });
    if (touched.outcome !== 'touched') return;
    if (slides) {
      expect(touched.session).toMatchObject({ renewed: scene.now, expires: scene.now + HOUR });
      expect(touched.session.revision).toBeGreaterThan(session.revision);
    } else {
      expect(touched.session).toEqual(session);
      expect(scene.meter.total.written).toBe(before);
    }
    expect(await scene.tickets.retrieve(key)).toMatchObject({ outcome: 'found', session: touched.session });
  });
  it('slides on and on, and never past the absolute end', async () => {
    const scene = new TicketScene({ absoluteLifetime: 2 * HOUR });
    const begun = scene.now;
    const { key } = await scene.stored(scene.now + HOUR);
    for (const [minutes, expires] of [
      [45, 105],
      [100, 120],
    ] as const) {
      scene.now = begun + minutes * 60_000;
      const touched = await scene.tickets.touch(key);
      expect(touched).toMatchObject({ renewed: true, session: { expires: begun + expires * 60_000 } });
    }
    scene.now = begun + 119 * 60_000;
    expect(await scene.tickets.touch(key)).toMatchObject({ outcome: 'touched', renewed: false });
    scene.now = begun + 2 * HOUR;
    expect(await scene.tickets.touch(key)).toEqual({ outcome: 'session-ended' });
  });
  it('slides nothing without an expiry', async () => {
    const scene = new TicketScene();
    const { key, session } = await scene.stored(null);
    scene.now += 10_000 * HOUR;
    expect(await scene.tickets.touch(key)).toEqual({ outcome: 'touched', session, renewed: false, indexed: true });
  });
  it('slides once for a storm of touches', async () => {
    const scene = new TicketScene();
    const { key } = await scene.stored(scene.now + HOUR);
    scene.now += HOUR / 2;
    const touched = await Promise.all(Array.from({ length: 30 }, () => scene.tickets.touch(key)));
    expect(touched.filter((answer) => answer.outcome === 'touched' && answer.renewed)).toHaveLength(1);
  });
});

describe('expired is expires <= now', () => {
  it('one millisecond before, everything goes on; at that moment nothing does', async () => {
    const scene = new TicketScene();
    const { key } = await scene.stored(scene.now + HOUR);
    scene.now += HOUR - 1;
    expect(await scene.tickets.retrieve(key)).toMatchObject({ outcome: 'found' });
    scene.now += 1;
    expect(await scene.tickets.retrieve(key)).toEqual({ outcome: 'session-not-found' });
    expect(await scene.tickets.touch(key)).toEqual({ outcome: 'session-ended' });
    expect(await scene.tickets.renew(key, scene.ticket(scene.now + HOUR))).toEqual({ outcome: 'session-ended' });
  });
  it('a renewal in the last millisecond counts', async () => {
    const scene = new TicketScene();
    const { key } = await scene.stored(scene.now + HOUR);
    scene.now += HOUR - 1;
    const renewed = await scene.tickets.renew(key, scene.ticket(scene.now + HOUR));
    expect(renewed).toMatchObject({ outcome: 'renewed', session: { renewed: scene.now, expires: scene.now + HOUR } });
  });
  it('what has expired is still there for the raw store, until it is removed', async () => {
    const scene = new TicketScene();
    const { key, session } = await scene.stored(scene.now + HOUR);
    scene.now += 2 * HOUR;
    expect(await scene.tickets.retrieve(key)).toEqual({ outcome: 'session-not-found' });
    expect(await scene.store.getSession(key)).toMatchObject({ outcome: 'found', session: { id: session.id } });
    expect(await scene.tickets.remove(key)).toMatchObject({ outcome: 'deleted' });
    expect(await scene.store.getSession(key)).toEqual({ outcome: 'session-not-found' });
  });
  it('without an expiry nothing ends', async () => {
    const scene = new TicketScene();
    const { key } = await scene.stored(null);
    scene.now += 100_000 * HOUR;
    expect(await scene.tickets.retrieve(key)).toMatchObject({ outcome: 'found', session: { expires: null } });
  });
});

describe('the absolute lifetime', () => {
  it('is counted from created, at store, and cuts the expiry', async () => {
    const scene = new TicketScene({ absoluteLifetime: HOUR });
    const end = scene.now + HOUR;
    for (const [expires, cut] of [
      [end - 1, end - 1],
      [end + 1, end],
      [null, null],
    ] as const) {
      const { session, ticket } = await scene.stored(expires);
      expect(session).toMatchObject({ created: scene.now, absoluteExpires: end, expires: cut });
      expect(ticket.properties.expires).toBe(cut);
    }
  });
  it('stays at every renewal of the same subject and sid, and cuts its expiry', async () => {
    const scene = new TicketScene({ absoluteLifetime: HOUR });
    const { key, session } = await scene.stored(scene.now + HOUR / 2);
    scene.now += HOUR / 4;
    const renewed = await scene.tickets.renew(key, scene.ticket(scene.now + HOUR));
    expect(renewed).toMatchObject({
      outcome: 'renewed',
      session: { created: session.created, absoluteExpires: session.absoluteExpires, expires: session.absoluteExpires },
      ticket: { properties: { expires: session.absoluteExpires } },
    });
  });
  it('ends a session that has no expiry', async () => {
    const scene = new TicketScene({ absoluteLifetime: HOUR });
    const { key } = await scene.stored(null);
    scene.now += HOUR - 1;
    expect(await scene.tickets.retrieve(key)).toMatchObject({ outcome: 'found' });
    expect(await scene.tickets.renew(key, scene.ticket(null))).toMatchObject({ outcome: 'renewed' });
    scene.now += 1;
    expect(await scene.tickets.retrieve(key)).toEqual({ outcome: 'session-not-found' });
    expect(await scene.tickets.renew(key, scene.ticket(null))).toEqual({ outcome: 'session-ended' });
  });
  it.each(['sid', 'subject'])('starts anew with another %s', async (what) => {
    const scene = new TicketScene({ absoluteLifetime: HOUR });
    const { key } = await scene.stored(null);
    scene.now += HOUR / 2;
    const other =
      what === 'sid'
        ? { sessionId: 'another' }
        : { claims: [{ type: 'sub', value: `${scene.subject}-other`, valueType: null, issuer: null }] };
    expect(await scene.tickets.renew(key, scene.ticket(null, other))).toMatchObject({
      outcome: 'renewed',
      session: { created: scene.now, absoluteExpires: scene.now + HOUR },
    });
  });
  it('is counted for a key that never existed, too', async () => {
    const scene = new TicketScene({ absoluteLifetime: HOUR });
    expect(await scene.tickets.renew(`key-of-${scene.subject}`, scene.ticket(null))).toMatchObject({
      outcome: 'stored',
      session: { absoluteExpires: scene.now + HOUR },
    });
  });
});

describe('a renewal', () => {
  it('is refused where the session has ended, for 24 h', async () => {
    const scene = new TicketScene();
    const { key } = await scene.stored(scene.now + HOUR);
    await scene.tickets.remove(key);
    scene.now += 24 * HOUR - 1;
    expect(await scene.tickets.renew(key, scene.ticket(null))).toEqual({ outcome: 'session-ended' });
    scene.now += 1;
    expect(await scene.tickets.renew(key, scene.ticket(null))).toMatchObject({ outcome: 'stored' });
  });
  it.each(['the same subject', 'another subject'])(
    'for %s is refused where the session has expired by the clock of its object',
    async (whose) => {
      const scene = new TicketScene();
      const { key, session } = await scene.stored(scene.now + HOUR);
      scene.lead = HOUR;
      const claims = [{ type: 'sub', value: `${scene.subject}-other`, valueType: null, issuer: null }];
      const ticket = scene.ticket(null, whose === 'another subject' ? { claims } : {});
      expect(await scene.tickets.renew(key, ticket)).toEqual({ outcome: 'session-ended' });
      expect(await scene.store.getSession(key)).toMatchObject({ session: { revision: session.revision } });
    },
  );
  it('that meets another change is decided again, about what is there then', async () => {
    const scene = new TicketScene();
    const { key } = await scene.stored(null);
    const begun = scene.now + HOUR;
    let met = false;
    scene.meanwhile = async () => {
      if (met) return;
      met = true;
      scene.now = begun;
      await scene.tickets.renew(key, scene.ticket(null, { sessionId: 'another sid' }));
    };
    expect(await scene.tickets.renew(key, scene.ticket(null))).toMatchObject({
      outcome: 'renewed',
      session: { sessionId: 'another sid', created: begun },
    });
  });
  it('that meets a removal is refused', async () => {
    const scene = new TicketScene();
    const { key } = await scene.stored(null);
    scene.meanwhile = () => scene.tickets.remove(key);
    expect(await scene.tickets.renew(key, scene.ticket(null))).toEqual({ outcome: 'session-ended' });
  });
  it('that meets a change whose revision If-Match does not name is refused', async () => {
    const scene = new TicketScene();
    const { key, session } = await scene.stored(null);
    scene.meanwhile = () => scene.tickets.renew(key, scene.ticket(null));
    const renewed = await scene.tickets.renew(key, scene.ticket(null), { ifMatch: [session.revision] });
    expect(renewed).toEqual({ outcome: 'revision-mismatch' });
  });
  it('that meets changes without end gives up, and has stored nothing', async () => {
    const scene = new TicketScene();
    const { key } = await scene.stored(null);
    scene.meanwhile = () => scene.tickets.renew(key, scene.ticket(null));
    await expect(scene.tickets.renew(key, scene.ticket(null))).rejects.toMatchObject({
      code: 'unavailable',
      mayHaveBeenStored: false,
    });
  });
});
