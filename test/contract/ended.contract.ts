/** What has ended stays ended, and If-Match: contract, below the store's table, and "Answers". */
import { describe, expect, it } from 'vitest';
import { mintKey, routeOf } from '../../src/session/keys.ts';
import { exactFilter, HOUR, type MakeStore, Scene } from './scene.ts';

export function endedContract(make: MakeStore): void {
  async function expectEnded(scene: Scene, key: string): Promise<void> {
    expect(await scene.get(key)).toBeNull();
    expect(await scene.createOutcome({ key })).toBe('session-ended');
    expect(await scene.createOutcome({ key, subjectId: `${scene.subject}-other` })).toBe('session-ended');
    expect(await scene.createOutcome({ key, subjectId: `${scene.subject}-third` })).toBe('session-ended');
    expect(await scene.updateOutcome(key)).toBe('session-ended');
    expect(await scene.updateOutcome(key, { subjectId: `${scene.subject}-other` })).toBe('session-ended');
    expect(await scene.updateOutcome(key, {}, { ifMatch: '*' })).toBe('session-ended');
    expect((await scene.store.deleteSession(key)).outcome).toBe('absent');
    expect(await scene.get(key)).toBeNull();
  }

  describe('a key that has ended', () => {
    it('is refused for every subject, chosen or minted', async () => {
      const scene = await Scene.open(make);
      const forOther = mintKey(await routeOf(`${scene.subject}-other`));
      for (const chosen of [scene.chosenKey(), null, forOther]) {
        const { key } = await scene.create({ key: chosen });
        await scene.delete(key);
        await expectEnded(scene, key);
      }
    });

    it('is refused when its subject was signed out', async () => {
      const scene = await Scene.open(make);
      const [one, other] = await scene.createAll([{ key: scene.chosenKey() }, {}]);
      await scene.deleteAll({ subjectId: scene.subject });
      await expectEnded(scene, one?.key ?? '');
      await expectEnded(scene, other?.key ?? '');
    });

    it('is refused when its sid was removed', async () => {
      const scene = await Scene.open(make);
      const [one, other] = await scene.createAll([{ key: scene.chosenKey() }, { subjectId: `${scene.subject}-other` }]);
      await scene.deleteAll({ sessionId: scene.sid });
      await expectEnded(scene, one?.key ?? '');
      await expectEnded(scene, other?.key ?? '');
    });

    it('is refused when it had expired and was taken away', async () => {
      const scene = await Scene.open(make);
      const { key } = await scene.create({ expires: scene.now() - HOUR });
      while ((await scene.store.getAndRemoveExpiredSessions(1000)).length > 0);
      await expectEnded(scene, key);
    });

    it('is refused for each subject that it ever had', async () => {
      const scene = await Scene.open(make);
      for (const chosen of [scene.chosenKey(), null]) {
        const { key } = await scene.create({ key: chosen });
        await scene.update(key, { subjectId: `${scene.subject}-other` });
        await scene.delete(key);
        await expectEnded(scene, key);
      }
    });

    it('does not keep its subject or sid from signing in again', async () => {
      const scene = await Scene.open(make);
      await scene.create();
      await scene.deleteAll({ subjectId: scene.subject });
      const again = await scene.create();
      expect(await scene.find({ subjectId: scene.subject })).toEqual([again]);
    });

    it('ends once, however many create, update and delete it at the same time', async () => {
      const scene = await Scene.open(make);
      const { key } = await scene.create({ key: scene.chosenKey() });
      await Promise.all([
        scene.store.deleteSession(key),
        scene.updateOutcome(key, { ticket: 'late' }),
        scene.createOutcome({ key }),
        scene.updateOutcome(key, { subjectId: `${scene.subject}-other` }),
        scene.store.deleteSession(key),
      ]);
      await scene.store.deleteSession(key);
      await expectEnded(scene, key);
    });
  });

  describe('a condition on the revision', () => {
    it('lets a change through when one of its revisions is the present one, or any will do', async () => {
      const scene = await Scene.open(make);
      const { key, revision } = await scene.create();
      const second = await scene.update(key, {}, { ifMatch: [1, revision] });
      await scene.update(key, {}, { ifMatch: '*' });
      expect(await scene.updateOutcome(key, {}, { ifMatch: [second.revision] })).toBe('revision-mismatch');
      expect((await scene.store.deleteSession(key, { ifMatch: '*' })).outcome).toBe('deleted');
    });

    it('changes nothing when none is', async () => {
      const scene = await Scene.open(make);
      for (const chosen of [scene.chosenKey(), null]) {
        const session = await scene.create({ key: chosen });
        const ifMatch = [session.revision - 1, session.revision + 1];
        expect(await scene.updateOutcome(session.key, { ticket: 'lost' }, { ifMatch })).toBe('revision-mismatch');
        const elsewhere = { subjectId: `${scene.subject}-other` };
        expect(await scene.updateOutcome(session.key, elsewhere, { ifMatch })).toBe('revision-mismatch');
        expect((await scene.store.deleteSession(session.key, { ifMatch })).outcome).toBe('revision-mismatch');
        expect(await scene.get(session.key)).toEqual(session);
        await scene.delete(session.key);
      }
    });

    it('changes nothing about what is not there', async () => {
      const scene = await Scene.open(make);
      const key = scene.chosenKey();
      expect(await scene.updateOutcome(key, {}, { ifMatch: [1] })).toBe('session-not-found');
      expect((await scene.store.deleteSession(key, { ifMatch: [1] })).outcome).toBe('absent');
      expect((await scene.store.deleteSession(key, { ifMatch: '*' })).outcome).toBe('absent');
    });

    it('holds for a change of subject', async () => {
      const scene = await Scene.open(make);
      const { key, revision } = await scene.create({ key: scene.chosenKey() });
      const moved = await scene.update(key, { subjectId: `${scene.subject}-other` }, { ifMatch: [revision] });
      expect(moved.revision).toBeGreaterThan(revision);
    });

    it('lets exactly one of many through who read the same revision', async () => {
      const scene = await Scene.open(make);
      const { key, revision } = await scene.create();
      const writers = Array.from({ length: 5 }, (_, n) =>
        scene.updateOutcome(key, { ticket: `writer ${n}` }, { ifMatch: [revision] }),
      );
      const outcomes = await Promise.all(writers);
      expect(outcomes.toSorted()).toEqual([...Array(4).fill('revision-mismatch'), 'updated']);
      expect((await scene.get(key))?.ticket).toBe(`writer ${outcomes.indexOf('updated')}`);
    });
  });

  describe('a session that gets another subject', () => {
    it('keeps its key, leaves the old subject and is with the new', async () => {
      const scene = await Scene.open(make);
      const forOther = mintKey(await routeOf(`${scene.subject}-other`));
      for (const chosen of [scene.chosenKey(), null, forOther]) {
        const before = await scene.create({ key: chosen });
        const other = `${scene.subject}-other`;
        const after = await scene.update(before.key, { subjectId: other, ticket: 'moved' });
        expect(after).toMatchObject({ key: before.key, id: before.id, subjectId: other, ticket: 'moved' });
        expect(after.revision).toBeGreaterThan(before.revision);
        for (const hint of [undefined, scene.subject, other]) expect(await scene.get(before.key, hint)).toEqual(after);
        expect(await scene.find({ subjectId: scene.subject })).toEqual([]);
        expect(await scene.find({ subjectId: other })).toEqual([after]);
        expect((await scene.page()).results).toMatchObject([{ id: before.id, subjectId: other }]);
        expect(await scene.store.getSessionSummary(before.id)).toMatchObject({ session: { subjectId: other } });
        await scene.delete(before.key);
      }
    });

    it('is not signed out with the old subject, and is with the new', async () => {
      const scene = await Scene.open(make);
      const other = `${scene.subject}-other`;
      const { key } = await scene.create();
      await scene.update(key, { subjectId: other });
      expect(await scene.deleteAll({ subjectId: scene.subject })).toBe(0);
      expect((await scene.get(key))?.subjectId).toBe(other);
      expect(await scene.deleteAll({ subjectId: other })).toBe(1);
      expect(await scene.get(key)).toBeNull();
    });

    it('can come back, and go on', async () => {
      const scene = await Scene.open(make);
      const { key } = await scene.create();
      for (const n of [1, 2, 0, 1, 0]) await scene.update(key, { subjectId: `${scene.subject}-${n}` });
      const session = await scene.update(key, {});
      expect(await scene.find({ subjectId: scene.subject })).toEqual([session]);
      expect((await scene.page()).results).toMatchObject([{ id: session.id, subjectId: scene.subject }]);
      expect(await scene.store.deleteSessions(exactFilter({ subjectId: `${scene.subject}-1` }))).toMatchObject({
        deleted: 0,
      });
    });
  });
}
