/**
 * What every `UserSessionStore` does, as sentences (contract, "BFF sessions"; reference: semantics.md, section 6): call it from
 * a test file with the store under test. Storage may be shared with other tests, and need not be empty.
 */
import { describe, expect, it } from 'vitest';
import type { UserSessionStore } from '../../src/bff/user-session-store.ts';
import { mintKey, routeOf, sessionIdOf } from '../../src/session/keys.ts';
import { BffScene, HOUR, listed, unlike } from './bff-scene.ts';

const NOT_FOUND = { outcome: 'session-not-found' };
const ENDED = { outcome: 'session-ended' };
const NOBODY = { subjectId: null, sessionId: null };

export function userSessionStoreContract(store: UserSessionStore): void {
  const open = () => new BffScene(store);
  /** Keys whose homes are the subject's own object, another subject's, and neither. */
  const keysFor = async (subject: string) => [
    mintKey(await routeOf(subject)),
    mintKey(await routeOf(unlike('subject'))),
    unlike('chosen ä/'),
  ];

  describe('a BFF session', () => {
    it('is stored whole, and read as stored', async () => {
      const scene = open();
      for (const key of await keysFor(scene.subject)) {
        const given = scene.given({ key, ticket: '\u0000"🗝️"\u009f\n', expires: null });
        const answer = await scene.stored(given);
        const { session } = answer;
        expect(answer).toEqual({ outcome: 'created', session, replaced: false, indexed: true });
        const id = await sessionIdOf(key, scene.partition);
        expect(session).toEqual({ ...given, id, partition: scene.partition, revision: session.revision });
        expect(Number.isSafeInteger(session.revision) && session.revision > 0).toBe(true);
        for (const subjectHint of [undefined, scene.subject, 'a wrong one', ' ']) {
          expect(await store.get(scene.partition, key, { subjectHint })).toEqual({ outcome: 'found', session });
        }
      }
    });

    it('gets a key and a sid where it has none', async () => {
      const scene = open();
      const one = await scene.create({ sessionId: null, created: 1 });
      const other = await scene.create({ sessionId: null, created: 2 });
      expect(one.key).toMatch(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
      expect(one.sessionId).toMatch(/^[0-9A-F]{32}$/);
      expect(await scene.find({ subjectId: scene.subject })).toEqual([listed(one), listed(other)]);
    });

    it('that has expired is read, found and replaced until the clean-up', async () => {
      const scene = open();
      const session = await scene.create({ expires: Date.now() - HOUR });
      expect(await scene.get(session.key)).toEqual(session);
      expect(await scene.find({ sessionId: session.sessionId })).toEqual([listed(session)]);
      expect(await scene.updated(session.key, session)).toMatchObject({ session: { expires: session.expires } });
    });

    it('keeps 512 KiB of ticket', async () => {
      const scene = open();
      const session = await scene.create({ ticket: '\u0000'.repeat(512 * 1024) });
      expect(await scene.get(session.key)).toEqual(session);
    });

    it('of the subject and sid of another takes its place, and says so', async () => {
      const scene = open();
      for (const key of await keysFor(scene.subject)) {
        const first = await scene.create();
        const { session, replaced } = await scene.stored({ key, sessionId: first.sessionId });
        expect(replaced).toBe(true);
        expect(await scene.get(first.key)).toBeNull();
        expect(await store.update(scene.partition, first.key, scene.content())).toEqual(ENDED);
        expect(await scene.find({ sessionId: first.sessionId })).toEqual([listed(session)]);
      }
    });

    it('of many at once for one subject and sid: one lives', async () => {
      const scene = open();
      const sessionId = unlike('sid');
      const all = await Promise.all(Array.from({ length: 6 }, () => scene.stored({ sessionId })));
      expect(all.filter(({ replaced }) => !replaced).length).toBe(1);
      const live = await scene.find({ subjectId: scene.subject, sessionId });
      expect(live.length).toBe(1);
      expect(all.map(({ session }) => session.key)).toContain(live[0]?.key);
    });
  });

  describe('a key', () => {
    it('of another subject or sid is taken; of the same ones, the session is another now', async () => {
      const scene = open();
      for (const key of await keysFor(scene.subject)) {
        const first = await scene.create({ key });
        const { sessionId } = first;
        for (const other of [{ sessionId: unlike('sid') }, { sessionId, subjectId: unlike('subject') }]) {
          const answer = await store.create(scene.partition, scene.given({ key, ...other }));
          expect(answer).toEqual({ outcome: 'key-taken' });
        }
        expect(await scene.get(key)).toEqual(first);
        const { session, replaced } = await scene.stored({ key, sessionId, ticket: 'new' });
        expect(replaced).toBe(true);
        expect(session.revision).toBeGreaterThan(first.revision);
        expect(await scene.get(key)).toMatchObject({ ticket: 'new' });
      }
    });

    it('that has ended is refused, and one that never existed is not there', async () => {
      const scene = open();
      for (const key of await keysFor(scene.subject)) {
        expect(await store.get(scene.partition, key)).toEqual(NOT_FOUND);
        expect(await store.update(scene.partition, key, scene.content())).toEqual(NOT_FOUND);
        expect(await store.delete(scene.partition, key)).toEqual({ outcome: 'absent', indexed: true });
        const session = await scene.create({ key });
        expect(await store.delete(scene.partition, key)).toEqual({ outcome: 'deleted', indexed: true });
        expect(await store.delete(scene.partition, key)).toEqual({ outcome: 'absent', indexed: true });
        expect(await store.get(scene.partition, key)).toEqual(NOT_FOUND);
        expect(await store.create(scene.partition, session)).toEqual(ENDED);
        expect(await store.update(scene.partition, key, session)).toEqual(ENDED);
      }
    });

    it('is of its partition: every other has its own', async () => {
      const scene = open();
      const [key, sessionId] = [unlike('key'), unlike('sid')];
      const session = await scene.create({ key, sessionId });
      for (const partition of [`${scene.partition} `, scene.partition.toUpperCase(), unlike('Äpp/ 1?#%')]) {
        expect(await scene.get(key, partition)).toBeNull();
        expect(await scene.find({ sessionId }, partition)).toEqual([]);
        const { session: other, replaced } = await scene.stored({ key, sessionId }, partition);
        expect([other.partition, replaced]).toEqual([partition, false]);
        expect(other.id).not.toBe(session.id);
        const deleted = await store.deleteAll(partition, { subjectId: scene.subject, sessionId: null });
        expect(deleted).toEqual({ outcome: 'deleted', deleted: 1, indexed: true });
      }
      expect(await scene.get(key)).toEqual(session);
    });
  });

  describe('an update', () => {
    it('replaces every field, subject and sid too', async () => {
      const scene = open();
      for (const key of await keysFor(scene.subject)) {
        const first = await scene.create({ key });
        for (const subjectId of [scene.subject, unlike('subject')]) {
          const update = { ...scene.content({ subjectId }), created: 1, renewed: 2, expires: null, ticket: '' };
          const answer = await scene.updated(key, update);
          const { session } = answer;
          expect(answer).toEqual({ outcome: 'updated', session, replaced: false, indexed: true });
          expect(session).toEqual({ ...first, ...update, revision: session.revision });
          expect(await scene.get(key)).toEqual(session);
          expect(await scene.find({ subjectId, sessionId: update.sessionId })).toEqual([listed(session)]);
        }
        expect(await scene.find({ sessionId: first.sessionId })).toEqual([]);
      }
    });

    it('to the subject and sid of another session ends that one', async () => {
      const scene = open();
      const [one, other] = [await scene.create(), await scene.create({ subjectId: unlike('subject') })];
      const { replaced } = await scene.updated(other.key, {
        ...other,
        subjectId: one.subjectId,
        sessionId: one.sessionId,
      });
      expect(replaced).toBe(true);
      expect(await scene.get(one.key)).toBeNull();
    });

    it('and a removal are of the revision they name, or of none', async () => {
      const scene = open();
      const session = await scene.create({ key: unlike('chosen') });
      const { key, revision } = session;
      for (const ifMatch of [[], [revision + 1]]) {
        const mismatch = { outcome: 'revision-mismatch' };
        expect(await store.update(scene.partition, key, session, { ifMatch })).toEqual(mismatch);
        expect(await store.delete(scene.partition, key, { ifMatch })).toEqual(mismatch);
      }
      expect(await scene.get(key)).toEqual(session);
      const { session: next } = await scene.updated(key, session, { ifMatch: [revision + 1, revision] });
      expect(next.revision).toBeGreaterThan(revision);
      expect(await store.delete(scene.partition, key, { ifMatch: '*' })).toMatchObject({ outcome: 'deleted' });
    });
  });

  describe('many', () => {
    it('are found and removed by subject, by sid, or by both, exactly, in the order of creation', async () => {
      const scene = open();
      const [later, earlier, others] = [
        await scene.create({ created: 2 }),
        await scene.create({ created: 1 }),
        await scene.create({ created: 3, subjectId: unlike('subject') }),
      ];
      const { subject: subjectId } = scene;
      expect(await scene.find({ subjectId })).toEqual([listed(earlier), listed(later)]);
      expect(await scene.find({ sessionId: others.sessionId })).toEqual([listed(others)]);
      expect(await scene.find({ subjectId, sessionId: later.sessionId })).toEqual([listed(later)]);
      expect(await scene.find({ subjectId: subjectId.toUpperCase() })).toEqual([]);
      const removed = (filter: object) => store.deleteAll(scene.partition, { ...NOBODY, ...filter });
      expect(await removed({ subjectId, sessionId: others.sessionId })).toMatchObject({ deleted: 0 });
      expect(await removed({ sessionId: others.sessionId })).toMatchObject({ deleted: 1 });
      expect(await removed({ subjectId })).toEqual({ outcome: 'deleted', deleted: 2, indexed: true });
      for (const { key } of [later, earlier, others]) expect(await scene.get(key)).toBeNull();
    });

    it('need a filter, and a token of theirs', async () => {
      const { partition, subject: subjectId } = open();
      for (const filter of [NOBODY, { subjectId: '', sessionId: ' ' }]) {
        expect(await store.find(partition, filter)).toEqual({ outcome: 'filter-required' });
        expect(await store.deleteAll(partition, filter)).toEqual({ outcome: 'filter-required' });
      }
      const invalid = { outcome: 'results-token-invalid' };
      expect(await store.find(partition, { subjectId, sessionId: null }, 'x')).toEqual(invalid);
    });

    it('go on over several answers', async () => {
      const scene = open();
      const ticket = 'x'.repeat(500 * 1024);
      for (let created = 1; created <= 18; created++) await scene.create({ ticket, created });
      const first = await store.find(scene.partition, { subjectId: scene.subject, sessionId: null });
      if (first.outcome !== 'found') throw new Error(first.outcome);
      expect(first.sessions.length).toBeLessThan(18);
      expect(first.resultsToken).not.toBeNull();
      const all = await scene.find({ subjectId: scene.subject });
      expect(all.map(({ created }) => created)).toEqual(Array.from({ length: 18 }, (_, n) => n + 1));
    });
  });

  it('the clean-up ends what has expired, in all partitions, and counts it to one caller', async () => {
    const scene = open();
    while ((await store.removeExpired()) > 0);
    const expires = Date.now() - HOUR;
    const gone = [await scene.create({ expires }), await scene.create({ expires }, unlike('app'))];
    const live = await scene.create();
    const counts = await Promise.all([store.removeExpired(), store.removeExpired(), store.removeExpired()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(2);
    for (const { key, partition } of gone) expect(await scene.get(key, partition)).toBeNull();
    expect(await scene.get(live.key)).toEqual(live);
  });
}
