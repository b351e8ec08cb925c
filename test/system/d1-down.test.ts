/**
 * D1 does not answer: everything by key and by subject works and says so; what needs the index is 503; when D1 is back,
 * all of it is in the index without anybody's doing. The same where D1 hangs, and where it did what it denies.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, Service } from './harness/service.ts';
import { fresh, type Keyed, keyHeader, listed, newSession, Sessions } from './harness/sessions.ts';
import { stateFolder } from './harness/state-folder.ts';

let sessions: Sessions;

const d1 = (state: 'up' | 'down' | 'hangs' | 'forgets') =>
  sessions.service.send('PUT', '/test/faults', { json: { d1: state } });

beforeAll(async () => {
  const entry = 'test/system/harness/faulty-worker.ts';
  sessions = new Sessions(await Service.start({ folder: stateFolder(), entry }));
});
beforeEach(() => d1('up'));
afterAll(() => sessions.service.stop());

const KINDS = [
  ['minted', (): string | null => null],
  ['chosen', (): string | null => fresh('a chosen key')],
] as const;

const told = ({ status, headers }: Answer) => [status, headers.get('Session-Index')];
const converged = { timeout: 120_000, interval: 250 };

/** The display names that the index has of a subject. */
const inIndex = async (subjectId: string) =>
  listed(await sessions.query({ subjectId, fields: 'summary' })).map(({ displayName }) => displayName);

function expectUnavailable({ status, headers, text }: Answer, mayHaveBeenStored: boolean): void {
  expect(status).toBe(503);
  expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
  expect(JSON.parse(text)).toMatchObject({ code: 'unavailable', mayHaveBeenStored });
}

describe.each(['down', 'hangs', 'forgets'] as const)('while D1 %s', (state) => {
  it.each(KINDS)('sessions with %s keys are created, read, updated and ended, all pending', async (_, key) => {
    const before: Keyed[] = [];
    for (const displayName of ['stays', 'updated', 'ended']) {
      before.push(await sessions.created({ key: key(), displayName }));
    }
    const [stays, updated, ended] = before as [Keyed, Keyed, Keyed];
    await d1(state);

    const [made, changed, removed] = await Promise.all([
      sessions.create({ key: key(), displayName: 'new' }),
      sessions.update(updated, { displayName: 'changed' }),
      sessions.delete(ended.key),
    ]);
    expect(told(made)).toEqual([201, 'pending']);
    expect(told(changed)).toEqual([200, 'pending']);
    expect(told(removed)).toEqual([204, 'pending']);
    const created: Keyed = JSON.parse(made.text);

    for (const session of [stays, updated, created]) {
      expect((await sessions.get(session.key)).status).toBe(200);
      expect(listed(await sessions.find({ subjectId: session.subjectId }))).toHaveLength(1);
    }
    expect(JSON.parse((await sessions.get(updated.key)).text).displayName).toBe('changed');
    expect((await sessions.get(ended.key)).status).toBe(404);
    expect((await sessions.create({ key: ended.key })).status).toBe(410);

    await d1('up');
    await expect.poll(() => inIndex(created.subjectId), converged).toEqual(['new']);
    await expect.poll(() => inIndex(updated.subjectId), converged).toEqual(['changed']);
    await expect.poll(() => inIndex(ended.subjectId), converged).toEqual([]);
    expect(await inIndex(stays.subjectId)).toEqual(['stays']);
  });

  it('a session goes to another subject, and the index follows', async () => {
    const [from, to] = [fresh('from'), fresh('to')];
    const session = await sessions.created({ key: fresh('a chosen key'), subjectId: from, displayName: 'moves' });
    await d1(state);
    expect(told(await sessions.update(session, { subjectId: to }))).toEqual([200, 'pending']);
    expect(listed(await sessions.find({ subjectId: from }))).toEqual([]);
    expect(listed(await sessions.find({ subjectId: to }))).toHaveLength(1);
    await d1('up');
    await expect.poll(() => inIndex(to), converged).toEqual(['moves']);
    expect(await inIndex(from)).toEqual([]);
  });

  it('a subject is signed out everywhere', async () => {
    const subjectId = fresh('subject');
    const own = [await sessions.created({ subjectId }), await sessions.created({ subjectId, key: fresh('chosen') })];
    await d1(state);
    own.push(await sessions.created({ subjectId }));
    const removed = await sessions.deleteAll({ subjectId });
    expect([...told(removed), JSON.parse(removed.text)]).toEqual([200, 'pending', { deleted: 3 }]);
    for (const { key } of own) expect((await sessions.get(key)).status).toBe(404);
    expect(listed(await sessions.find({ subjectId }))).toEqual([]);
    await d1('up');
    await expect.poll(() => inIndex(subjectId), converged).toEqual([]);
  });
});

describe('what only times change', () => {
  const hour = 3_600_000;
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();

  async function renewed(by: number): Promise<{ session: Keyed; update: () => Promise<Answer> }> {
    const now = Date.now();
    const times = { created: at(now), renewed: at(now), expires: at(now + hour) };
    const session = await sessions.created(times);
    const json = { ...session, renewed: at(now + by), expires: at(now + hour + by) };
    return {
      session,
      update: () => sessions.service.send('PUT', '/v1/session', { headers: keyHeader(session.key), json }),
    };
  }

  it('does not wait: it is confirmed as long as nobody has found D1 down', async () => {
    const { session, update } = await renewed(60_000);
    await d1('down');
    expect(told(await update())).toEqual([200, null]);
    expect(JSON.parse((await sessions.get(session.key)).text).revision).toBeGreaterThan(session.revision);
  });

  it('says pending where the index lacks an earlier change', async () => {
    const { session, update } = await renewed(60_000);
    await d1('down');
    expect(told(await sessions.update(session, { displayName: 'changed' }))).toEqual([200, 'pending']);
    expect(told(await update())).toEqual([200, 'pending']);
    await d1('up');
    await expect.poll(() => inIndex(session.subjectId), converged).toEqual([null]);
  });

  it('is in the index later, where the session slid by half of its window', async () => {
    const { session, update } = await renewed(hour * 0.75);
    await d1('down');
    await update();
    await d1('up');
    const shown = async () =>
      listed(await sessions.query({ subjectId: session.subjectId, fields: 'summary' }))[0]?.renewed;
    await expect.poll(shown, converged).not.toBe(session.renewed);
  });
});

describe('what needs the index', () => {
  it('is 503 while D1 is down, and says whether something may have been stored', async () => {
    const { id, sessionId, subjectId } = await sessions.created();
    await d1('down');
    expectUnavailable(await sessions.query({ subjectId }), false);
    expectUnavailable(await sessions.query({ subjectId, fields: 'summary' }), false);
    expectUnavailable(await sessions.find({ sessionId }), false);
    expectUnavailable(await sessions.service.send('GET', `/v1/sessions/${id}`), false);
    expectUnavailable(await sessions.deleteAll({ sessionId }), true);
    const removeExpired = await sessions.service.send('POST', '/v1/sessions/remove-expired', { json: { count: 1 } });
    expect(removeExpired.status).toBe(503);
    expect((await sessions.service.send('GET', '/readyz')).status).toBe(503);
    await d1('up');
    expect(listed(await sessions.query({ subjectId }))).toHaveLength(1);
  });

  it('takes along, once D1 is back, what was created while it was down', async () => {
    const sessionId = fresh('sid');
    await d1('down');
    const session = await sessions.created({ sessionId });
    await d1('up');
    const removed = await sessions.deleteAll({ sessionId });
    expect(removed.status).toBe(200);
    await expect.poll(async () => (await sessions.get(session.key)).status, converged).toBe(404);
    expect(await inIndex(session.subjectId)).toEqual([]);
  });
});

describe('a write that is told not to wait', () => {
  it('does not ask D1 at all before it answers', async () => {
    await d1('hangs');
    const made = await sessions.service.send('POST', '/v1/sessions', {
      json: newSession(),
      headers: { Prefer: 'respond-async' },
    });
    expect(told(made)).toEqual([201, 'pending']);
    expect(made.headers.get('Server-Timing')).toMatch(/^object;desc=1, d1;desc=0,/);
  });
});
