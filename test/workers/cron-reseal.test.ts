/**
 * Rotation: what another key of the ring sealed is sealed again, in the object and by the tally, without a new revision; cut
 * off anywhere, twice at once, or while records change.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { resealEnvelopes } from '../../src/cron/reseal.ts';
import type { ResealParts } from '../../src/cron/reseal-rows.ts';
import { routeOf } from '../../src/session/keys.ts';
import { KeyRing, type TicketKey } from '../../src/ticket/key-ring.ts';
import { Protector } from '../../src/ticket/protector.ts';
import { bff, inPartition } from './bff-client.ts';
import { budgetOf, cronParts, HOUR, plantGhosts, ticketKeys } from './cron-scene.ts';
import { created, fresh, keyHeader, type Session, send } from './http-client.ts';
import { type Grant, granted, grantHeader } from './management-client.ts';
import { workerWith } from './ticket-client.ts';
import { db, inside } from './within-service.ts';

const keyOf = (id: string, fill: number): TicketKey => ({
  id,
  key: btoa(String.fromCharCode(...new Uint8Array(32).fill(fill))),
});
const NEW = keyOf('new', 9);
const ring = [NEW, ...ticketKeys];

/** The scheduled work of a deployment with this ring. */
function run(keys: readonly TicketKey[] = ring, changes: Partial<ResealParts> = {}) {
  const rotation = { protector: new Protector(new KeyRing(keys)), ticketKeyIds: keys.map(({ id }) => id) };
  return cronParts({ ...rotation, ...changes });
}
/** The service with the old key taken out. */
const afterwards = workerWith({ TICKET_KEYS: JSON.stringify([NEW]) });
const readAfterwards = async ({ key }: Session) =>
  (await afterwards('GET', '/v1/session', { headers: keyHeader(key ?? '') })).json<Session>();

const sum = (envelopes: ReadonlyMap<string, number>, id: string) => envelopes.get(id) ?? 0;
async function tally(): Promise<{ readonly old: number; readonly now: number }> {
  const { sessions, grants } = await cronParts().index.envelopes();
  return { old: sum(sessions, 'test-1') + sum(grants, 'test-1'), now: sum(sessions, 'new') + sum(grants, 'new') };
}
const ids = async (of: 'ix' | 'gx') =>
  (await db.prepare(`SELECT id, rev, key_id FROM ${of} WHERE state = 'live'`).all()).results;

/** Everything of earlier tests ends, and the next round begins at the start. */
beforeEach(async () => {
  await db.batch([
    db.prepare('DELETE FROM ix'),
    db.prepare('DELETE FROM gx'),
    db.prepare("DELETE FROM cron_state WHERE name LIKE 'reseal-%'"),
  ]);
});

describe('envelopes of another key of the ring', () => {
  it('are sealed with the first, sessions and grants, moved ones too, and nothing else changes', async () => {
    const subjectId = fresh('subject');
    const minted = await created({ subjectId, ticket: 'minted' });
    const chosen = await created({ subjectId, key: fresh('a chosen key'), ticket: 'chosen' });
    const moved = await created({ key: fresh('another'), ticket: 'moved' });
    const put = await send('PUT', '/v1/session', { headers: keyHeader(moved.key), json: { ...moved, subjectId } });
    expect(put.status).toBe(200);
    const grants = [
      await granted({ subjectId, data: 'of a subject' }),
      await granted({ clientId: 'c', data: 'of a client' }),
    ];
    const before = await ids('ix');
    expect(await tally()).toEqual({ old: 5, now: 0 });

    expect(await resealEnvelopes(run())).toEqual({ resealed: 5, stuck: 0, withoutKey: 0 });
    expect(await tally()).toEqual({ old: 0, now: 5 });
    for (const session of [minted, chosen]) expect(await readAfterwards(session)).toEqual(session);
    expect(await readAfterwards(moved)).toMatchObject({ ticket: 'moved', subjectId, ticketError: null });
    for (const { key, ...grant } of grants) {
      const answer = await afterwards('GET', '/v1/grant', { headers: grantHeader(key) });
      expect(await answer.json<Grant>()).toEqual({ key, ...grant });
    }
    expect(await ids('ix')).toEqual(before.map((row) => ({ ...row, key_id: 'new' })));
    expect(await resealEnvelopes(run())).toEqual({ resealed: 0, stuck: 0, withoutKey: 0 });
  });

  it('of sessions of BFFs are sealed again, each for its partition', async () => {
    const subjectId = fresh('subject');
    const sessions = await Promise.all(['a', 'b'].map((partition) => bff(partition, { subjectId, key: 'k' })));
    expect(await resealEnvelopes(run())).toEqual({ resealed: 2, stuck: 0, withoutKey: 0 });
    for (const { partition, ...session } of sessions) {
      const answer = await afterwards('GET', inPartition(partition, 'session'), { headers: keyHeader('k') });
      expect(await answer.json()).toEqual({ partition, ...session });
    }
    expect(await resealEnvelopes(run())).toEqual({ resealed: 0, stuck: 0, withoutKey: 0 });
  });

  it('large ones too, which an object tells a few at a time', async () => {
    const subjectId = fresh('subject');
    const tickets = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(500_000));
    const sessions = await Promise.all(tickets.map((ticket) => created({ subjectId, ticket })));
    expect(await resealEnvelopes(run())).toMatchObject({ resealed: 4, stuck: 0 });
    for (const session of sessions) expect((await readAfterwards(session)).ticket).toBe(session.ticket);
  });

  it('are looked for only while the tally knows some: a run reads a few rows else', async () => {
    for (let n = 0; n < 3; n++) await created();
    const parts = cronParts();
    const asked = Object.assign(parts.index, { sealedByOtherKeys: () => Promise.reject(new Error('a walk')) });
    expect(await resealEnvelopes({ ...parts, index: asked })).toEqual({ resealed: 0, stuck: 0, withoutKey: 0 });
  });
});

describe('a record that changes meanwhile', () => {
  /** Something happens between the look at the envelope and its replacement. */
  function meanwhile(happens: () => Promise<unknown>, times = 1): ResealParts & { readonly logged: object[] } {
    const parts = run();
    let left = times;
    const call: typeof parts.directory.call = async (route, kind, work) => {
      const answer = await cronParts().directory.call(route, kind, work);
      if ('envelopes' in answer && left-- > 0) await happens();
      return answer;
    };
    return { ...parts, directory: Object.assign(parts.directory, { call }) };
  }
  const renew = async (session: Session, ticket: string) => {
    const headers = keyHeader(session.key ?? '');
    expect((await send('PUT', '/v1/session', { headers, json: { ...session, ticket } })).status).toBe(200);
  };

  it('keeps its change, and is sealed again in its new revision', async () => {
    const session = await created({ ticket: 'before' });
    expect(await resealEnvelopes(meanwhile(() => renew(session, 'after')))).toMatchObject({ resealed: 1 });
    expect(await readAfterwards(session)).toMatchObject({ ticket: 'after', ticketError: null });
    expect(await tally()).toEqual({ old: 0, now: 1 });
  });

  it('again and again is left for a later run', async () => {
    const session = await created();
    let n = 0;
    const restless = meanwhile(() => renew(session, `change ${++n}`), Number.POSITIVE_INFINITY);
    expect(await resealEnvelopes(restless)).toEqual({ resealed: 0, stuck: 0, withoutKey: 0 });
    expect(await resealEnvelopes(run())).toMatchObject({ resealed: 1 });
    expect((await readAfterwards(session)).ticket).toBe(`change ${n}`);
  });

  it('stays ended where it has ended, and is not projected', async () => {
    const session = await created();
    const end = () => send('DELETE', '/v1/session', { headers: keyHeader(session.key) });
    await resealEnvelopes(meanwhile(end));
    expect(await ids('ix')).toEqual([]);
    expect(await tally()).toEqual({ old: 0, now: 0 });
  });
});

describe('a run that is cut off', () => {
  it('between the object and the index: the next tells the index', async () => {
    const session = await created({ ticket: 'as it was' });
    const parts = run();
    const killed = Object.assign(parts.index, { resealed: () => Promise.reject(new Error('killed')) });
    await resealEnvelopes({ ...parts, index: killed });
    expect(await tally()).toEqual({ old: 1, now: 0 });
    expect(await readAfterwards(session)).toEqual(session);
    expect(await resealEnvelopes(run())).toMatchObject({ resealed: 0, stuck: 0 });
    expect(await tally()).toEqual({ old: 0, now: 1 });
  });

  it('before the object: nothing has happened', async () => {
    const session = await created();
    const parts = run();
    const call: typeof parts.directory.call = async (route, kind, work) => {
      const answer = await cronParts().directory.call(route, kind, work);
      if ('envelopes' in answer) throw new Error('killed');
      return answer;
    };
    await resealEnvelopes({ ...parts, directory: Object.assign(parts.directory, { call }) });
    expect(await tally()).toEqual({ old: 1, now: 0 });
    expect(await resealEnvelopes(run())).toMatchObject({ resealed: 1 });
    expect(await readAfterwards(session)).toEqual(session);
  });

  it('by its budget goes on from there', async () => {
    await plantGhosts(200, { route: 'r'.repeat(22), home: 'r'.repeat(22) });
    await db.prepare("UPDATE ix SET key_id = 'new'").run();
    const session = await created();
    expect(await resealEnvelopes(run(ring, { budget: budgetOf(0) }))).toMatchObject({ resealed: 0 });
    const one = () => resealEnvelopes(run(ring, { budget: budgetOf(1) }));
    expect([await one(), await one()]).toMatchObject([{ resealed: 0 }, { resealed: 1 }]);
    expect(await readAfterwards(session)).toEqual(session);
  });

  it('and two at once do it once or twice, and it is right', async () => {
    const sessions = await Promise.all(Array.from({ length: 30 }, (_, n) => created({ ticket: `ticket ${n}` })));
    await Promise.all([resealEnvelopes(run()), resealEnvelopes(run())]);
    await resealEnvelopes(run());
    expect(await tally()).toEqual({ old: 0, now: 30 });
    for (const session of sessions) expect(await readAfterwards(session)).toEqual(session);
  });
});

describe('an envelope that does not open', () => {
  it('because the ring lacks its key stays, is counted, and is not asked for', async () => {
    const session = await created();
    expect(await resealEnvelopes(run([NEW]))).toEqual({ resealed: 0, stuck: 0, withoutKey: 1 });
    expect(await resealEnvelopes(run([NEW, keyOf('other', 3)]))).toEqual({ resealed: 0, stuck: 0, withoutKey: 1 });
    expect(await resealEnvelopes(run())).toMatchObject({ resealed: 1 });
    expect(await readAfterwards(session)).toEqual(session);
  });

  it('because it is damaged stays, is logged without its content, and holds up no other', async () => {
    const broken = await created();
    const route = await routeOf(broken.subjectId);
    await inside(route, ({ sql }) =>
      sql.exec(`UPDATE s SET envelope = CAST(substr(envelope, 1, length(envelope) - 1) || x'00' AS BLOB)`).toArray(),
    );
    const whole = await created();
    const parts = run();
    expect(await resealEnvelopes(parts)).toEqual({ resealed: 1, stuck: 1, withoutKey: 0 });
    expect(parts.logged).toEqual([
      { event: 'envelope-does-not-open', details: { kind: 'session', id: broken.id, reason: 'does-not-open' } },
    ]);
    expect(await readAfterwards(whole)).toEqual(whole);

    // A round that left nothing else is not begun again at once, but for what is new, and an hour later.
    const walks = async (changes: Partial<ResealParts> = {}) => (await resealEnvelopes(run(ring, changes))).stuck;
    expect(await walks()).toBe(0);
    expect(await walks({ now: () => Date.now() + 2 * HOUR })).toBe(1);
    await created();
    expect(await walks({ now: () => Date.now() + 2 * HOUR })).toBe(1);
    expect(await tally()).toEqual({ old: 1, now: 2 });
  });

  it('because nobody has it any more is left to the drift check', async () => {
    await plantGhosts(2, { route: 'q'.repeat(22), home: 'q'.repeat(22) });
    await db.prepare("UPDATE ix SET key_id = 'test-1'").run();
    expect(await resealEnvelopes(run())).toEqual({ resealed: 0, stuck: 2, withoutKey: 0 });
  });
});
