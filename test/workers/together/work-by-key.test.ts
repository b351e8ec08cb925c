/**
 * What operations on one session cost, counted by the service itself: calls to objects and D1 statements. The counts are
 * the promise of design.md ("Shape", 2, 3, 8) and of consistency.md ("Price"): a read never touches D1, a write makes one
 * round trip of two statements.
 */
import { describe, expect, it } from 'vitest';
import { created, fresh, keyHeader, newSession, type Session } from '../http-client.ts';
import { priced } from '../work-cost.ts';
import { createdElsewhere } from '../work-elsewhere.ts';

const NO_D1 = { d1: 0, read: 0, written: 0 };
/** The upsert, and the fences over the same rows. */
const ONE_ROUND_TRIP = { d1: 2 };
/** And the entry that the session has ended under its former subject or sid. */
const WITH_HISTORY = { d1: 3 };

type Keyed = Session & { readonly key: string };

const chosen = (): Promise<Keyed> => created({ key: fresh('a chosen key') });

const read = (key: string, headers: Readonly<Record<string, string>> = {}) =>
  priced('GET', '/v1/session', { headers: { ...keyHeader(key), ...headers } });

const put = ({ key, ...session }: Keyed, changes: Partial<Session>, headers: Readonly<Record<string, string>> = {}) =>
  priced('PUT', '/v1/session', {
    headers: { ...keyHeader(key), ...headers },
    json: { ...session, ...changes },
  });

const remove = (key: string) => priced('DELETE', '/v1/session', { headers: keyHeader(key) });

describe('reading a session', () => {
  it('by a minted key asks one object, and no index', async () => {
    const { key } = await created();
    for (let n = 0; n < 2; n += 1) expect((await read(key)).cost).toEqual({ object: 1, ...NO_D1 });
  });

  it('by a minted key that this isolate never saw asks one object', async () => {
    expect((await read(await createdElsewhere(null))).cost).toEqual({ object: 1, ...NO_D1 });
  });

  it('by a chosen key asks home and owner, then the owner alone', async () => {
    const key = await createdElsewhere(fresh('a chosen key'));
    expect((await read(key)).cost).toEqual({ object: 2, ...NO_D1 });
    for (let n = 0; n < 2; n += 1) expect((await read(key)).cost).toEqual({ object: 1, ...NO_D1 });
  });

  it('by a chosen key and its subject asks the owner alone', async () => {
    const subject = fresh('subject');
    const key = await createdElsewhere(fresh('a chosen key'), subject);
    expect((await read(key, { 'Session-Subject': subject })).cost).toEqual({ object: 1, ...NO_D1 });
  });

  it('with a wrong subject asks that object besides', async () => {
    const key = await createdElsewhere(fresh('a chosen key'));
    expect((await read(key, { 'Session-Subject': 'somebody-else' })).cost).toEqual({ object: 3, ...NO_D1 });
  });
});

describe('creating a session', () => {
  const create = (given: Readonly<Record<string, unknown>> = {}, headers: Readonly<Record<string, string>> = {}) =>
    priced('POST', '/v1/sessions', { json: newSession(given), headers });

  it('with a minted key is one object call and one round trip to D1', async () => {
    const { cost, pending } = await create();
    expect({ cost, pending }).toMatchObject({ cost: { object: 1, ...ONE_ROUND_TRIP }, pending: false });
  });

  it('with a chosen key is three object calls and one round trip to D1', async () => {
    const { cost, pending } = await create({ key: fresh('a chosen key') });
    expect({ cost, pending }).toMatchObject({ cost: { object: 3, ...ONE_ROUND_TRIP }, pending: false });
  });

  it('writes at most a row for each index and what is counted, whoever else has sessions', async () => {
    await create();
    const given = { displayName: 'Ada Lovelace', expires: '2099-01-01T00:00:00Z' };
    expect((await create(given)).cost.written).toBe(9);
  });

  it('under an Idempotency-Key costs no more, and its repeat no D1', async () => {
    const json = newSession();
    const sent = { json, headers: { 'Idempotency-Key': fresh('request') } };
    expect((await priced('POST', '/v1/sessions', sent)).cost).toMatchObject({ object: 1, ...ONE_ROUND_TRIP });
    expect((await priced('POST', '/v1/sessions', sent)).cost).toEqual({ object: 1, ...NO_D1 });
  });

  it('does not wait for the index where it was told so', async () => {
    const { cost, pending } = await create({}, { Prefer: 'respond-async' });
    expect({ cost, pending }).toEqual({ cost: { object: 1, ...NO_D1 }, pending: true });
  });
});

describe('updating a session', () => {
  const hour = 3_600_000;
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();

  it.each([
    ['display name', { displayName: 'Ada' }],
    ['device', { device: 'Firefox on Windows' }],
    ['scheme', { scheme: 'other' }],
    ['created', { created: '2020-01-01T00:00:00.000Z' }],
    ['absolute end', { absoluteExpires: '2099-01-01T00:00:00.000Z' }],
  ])('to another %s is one object call and one round trip to D1', async (_, changes) => {
    for (const session of [await created(), await chosen()]) {
      const { cost, pending } = await put(session, changes);
      expect({ cost, pending }).toMatchObject({ cost: { object: 1, ...ONE_ROUND_TRIP }, pending: false });
    }
  });

  it('to another sid also enters history', async () => {
    for (const session of [await created(), await chosen()]) {
      const { cost, pending } = await put(session, { sessionId: 'another sid' });
      expect({ cost, pending }).toMatchObject({ cost: { object: 1, ...WITH_HISTORY }, pending: false });
    }
  });

  it('that changes ticket and times only asks D1 nothing before it answers', async () => {
    const now = Date.now();
    const times = { created: at(now), renewed: at(now), expires: at(now + hour) };
    const small = { renewed: at(now + 60_000), expires: at(now + hour + 60_000) };
    const slide = { renewed: at(now + hour / 2), expires: at(now + hour + hour / 2) };
    for (const changes of [small, slide, { ...slide, expires: at(now + hour / 4) }, { ticket: 'renewed' }]) {
      for (const session of [await created(times), await created({ ...times, key: fresh('a chosen key') })]) {
        const { cost, pending } = await put(session, changes);
        expect({ cost, pending }).toEqual({ cost: { object: 1, ...NO_D1 }, pending: false });
      }
    }
  });

  it('by a chosen key that this isolate never saw asks home first', async () => {
    const subjectId = fresh('subject');
    const key = await createdElsewhere(fresh('a chosen key'), subjectId);
    const now = at(Date.now());
    const json = newSession({ subjectId, created: now, renewed: now });
    const { cost } = await priced('PUT', '/v1/session', { headers: keyHeader(key), json });
    expect(cost).toMatchObject({ object: 2, ...WITH_HISTORY });
  });
});

describe('giving a session to another subject', () => {
  it('is six object calls and three statements to D1', async () => {
    const session = await chosen();
    const { cost, pending } = await put(session, { subjectId: fresh('subject') });
    expect({ cost, pending }).toMatchObject({ cost: { object: 6, ...WITH_HISTORY }, pending: false });
  });

  it('is one fewer where the owner is home, and as many again when it moves on', async () => {
    const session = await created();
    expect((await put(session, { subjectId: fresh('subject') })).cost).toMatchObject({ object: 4, ...WITH_HISTORY });
    expect((await put(session, { subjectId: fresh('subject') })).cost).toMatchObject({ object: 6, ...WITH_HISTORY });
  });

  it('leaves a way of one step', async () => {
    const session = await chosen();
    for (let n = 0; n < 3; n += 1) await put(session, { subjectId: fresh('subject') });
    expect((await read(session.key)).cost).toEqual({ object: 1, ...NO_D1 });
  });
});

describe('deleting a session', () => {
  it('by a minted key is one object call and one round trip to D1', async () => {
    const { key } = await created();
    expect((await remove(key)).cost).toMatchObject({ object: 1, ...ONE_ROUND_TRIP });
  });

  it('by a chosen key is one more where its way is not known', async () => {
    expect((await remove((await chosen()).key)).cost).toMatchObject({ object: 1, ...ONE_ROUND_TRIP });
    const key = await createdElsewhere(fresh('a chosen key'));
    expect((await remove(key)).cost).toMatchObject({ object: 2, ...ONE_ROUND_TRIP });
  });

  it('of what never existed asks home alone', async () => {
    for (const key of [fresh('never'), `${'r'.repeat(22)}.${'x'.repeat(43)}`]) {
      expect((await remove(key)).cost).toEqual({ object: 1, ...NO_D1 });
    }
  });
});
