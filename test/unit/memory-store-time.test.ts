/** What the contract suite cannot bring about in a store that it knows from outside: time, limits, and large numbers. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/session/limits.ts';
import { MemoryStore, type MemoryStoreOptions } from '../../src/session/memory-store.ts';
import type { NewSession } from '../../src/session/server-side-session.ts';
import { WINDOWS } from '../../src/session/windows.ts';
import { exactFilter, idsOf, Scene } from '../contract/scene.ts';

class Clock {
  at = 1_800_000_000_000;
  readonly now = (): number => this.at;
}

async function sceneWith(options: Omit<MemoryStoreOptions, 'now'> = {}) {
  const clock = new Clock();
  const store = new MemoryStore({ now: clock.now, ...options });
  const scene = await Scene.open(async () => ({ store, now: clock.now }));
  return { scene, store, clock };
}

const many = (scene: Scene, count: number, changes: Partial<NewSession> = {}) =>
  Promise.all(Array.from({ length: count }, (_, n) => scene.create({ created: n, ...changes })));

describe('the in-memory store', () => {
  it('forgets an ended key after 24 hours, and not before', async () => {
    const { scene, clock } = await sceneWith();
    const { key, revision } = await scene.create();
    await scene.delete(key);
    clock.at += WINDOWS.mark - 1;
    expect(await scene.createOutcome({ key })).toBe('session-ended');
    expect(await scene.updateOutcome(key)).toBe('session-ended');
    clock.at += 1;
    expect(await scene.updateOutcome(key)).toBe('session-not-found');
    expect((await scene.create({ key })).revision).toBeGreaterThan(revision);
  });

  it('forgets a kept answer after 24 hours, and not before', async () => {
    const { scene, store, clock } = await sceneWith();
    const options = { idempotency: { scope: 'scope', key: 'key', bodyHash: 'body' } };
    const first = await scene.create({}, options);
    clock.at += WINDOWS.answer - 1;
    expect(await store.createSession(scene.newSession(), options)).toMatchObject({ replayed: true });
    clock.at += 1;
    expect((await scene.create({}, options)).key).not.toBe(first.key);
  });

  it('keeps raising revisions when its clock goes back', async () => {
    const { scene, clock } = await sceneWith();
    const { key, revision } = await scene.create();
    clock.at -= 1000;
    expect((await scene.update(key, {})).revision).toBeGreaterThan(revision);
  });

  it('refuses a session over the limit, counting what lives', async () => {
    const { scene, store } = await sceneWith({ limit: { count: 2, policy: 'deny' } });
    await scene.create({ expires: scene.now() });
    const { key } = await scene.create();
    await scene.create({ expires: null });
    expect(await scene.createOutcome({})).toBe('session-limit');
    expect(await scene.createOutcome({ key })).toBe('key-taken');
    expect(await scene.createOutcome({ subjectId: 'another' })).toBe('created');
    await store.deleteSession(key);
    expect(await scene.createOutcome({})).toBe('created');
  });

  it('never refuses a session that comes from another subject', async () => {
    const { scene } = await sceneWith({ limit: { count: 1, policy: 'deny' } });
    await scene.create();
    const { key } = await scene.create({ subjectId: 'another' });
    await scene.update(key, { subjectId: scene.subject });
    expect(await scene.find({ subjectId: scene.subject })).toHaveLength(2);
  });

  it('ends the earliest sessions over the limit, where that is the policy', async () => {
    const { scene } = await sceneWith({ limit: { count: 2, policy: 'evict-oldest' } });
    const [second, first, third] = await scene.createAll([{ created: 2 }, { created: 1 }, { created: 3 }]);
    expect(idsOf(await scene.find({ subjectId: scene.subject }))).toEqual([second?.id, third?.id]);
    expect(await scene.createOutcome({ key: first?.key ?? null })).toBe('session-ended');
  });

  it('finds and removes 1,000 records at a time', async () => {
    const { scene, store } = await sceneWith();
    const ids = idsOf(await many(scene, LIMITS.pageSize + 1, { expires: 1 }));
    const filter = exactFilter({ subjectId: scene.subject });
    const first = await store.getSessions(filter);
    expect(first.outcome === 'found' && first.sessions).toHaveLength(1000);
    expect(idsOf(await scene.find({ subjectId: scene.subject }))).toEqual(ids);
    expect(await store.getAndRemoveExpiredSessions(1000)).toHaveLength(1000);
    expect(await store.getAndRemoveExpiredSessions(1000)).toHaveLength(1);
  });

  it('counts up to 10,000 and no further', async () => {
    const { scene } = await sceneWith();
    await many(scene, LIMITS.exactTotal);
    expect(await scene.page()).toMatchObject({ totalCount: 10_000, totalCountAtLeast: 10_000, totalPages: 400 });
    await scene.create();
    const uncounted = { totalCount: null, totalCountAtLeast: 10_000, totalPages: null, currentPage: null };
    expect(await scene.page()).toMatchObject({ ...uncounted, hasNextResults: true });
  });

  it('takes no token of another instance', async () => {
    const { scene } = await sceneWith();
    const { scene: other } = await sceneWith();
    await scene.create();
    const { resultsToken } = await scene.page();
    expect(await other.queryOutcome({ subjectId: scene.subject, resultsToken })).toBe('results-token-invalid');
  });

  it('hands out copies: what a caller does to one changes nothing', async () => {
    const { scene, store } = await sceneWith();
    const session = await scene.create();
    for (const copy of [
      await scene.get(session.key),
      ...(await scene.find({ subjectId: scene.subject })),
      ...(await scene.fullPage()).results,
      ...(await scene.page()).results,
    ]) {
      Object.assign(copy ?? {}, { subjectId: 'mallory' });
    }
    expect(await store.getSession(session.key)).toEqual({ outcome: 'found', session });
  });
});
