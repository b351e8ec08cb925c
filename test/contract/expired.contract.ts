/** GetAndRemoveExpiredSessions: each expired record is handed to exactly one caller. */
import { describe, expect, it } from 'vitest';
import { HOUR, idsOf, type MakeStore, Scene } from './scene.ts';

export function expiredContract(make: MakeStore): void {
  describe('removing what has expired', () => {
    it('hands over whole records that ended by either time, and leaves the others', async () => {
      const scene = await Scene.open(make);
      const now = scene.now();
      const [byExpires, justNow, byAbsolute, ...live] = await scene.createAll([
        { expires: now - HOUR },
        { expires: now },
        { expires: now + HOUR, absoluteExpires: now - 1, key: scene.chosenKey() },
        { expires: now + HOUR },
        { expires: null },
        { expires: null, absoluteExpires: now + HOUR },
      ]);
      const removed = [];
      for (let batch = await scene.store.getAndRemoveExpiredSessions(1000); batch.length > 0; ) {
        removed.push(...batch.filter(({ subjectId }) => subjectId === scene.subject));
        batch = await scene.store.getAndRemoveExpiredSessions(1000);
      }
      const byCreated = removed.toSorted((a, b) => a.created - b.created);
      expect(byCreated).toEqual([byExpires, justNow, byAbsolute]);
      expect(await scene.find({ subjectId: scene.subject })).toEqual(live);
      expect(idsOf((await scene.page()).results)).toEqual(idsOf(live));
      for (const { key } of byCreated) expect(await scene.get(key ?? '')).toBeNull();
    });

    it('removes at most as many as it was asked for, and fewer only when there are no more', async () => {
      const scene = await Scene.open(make);
      await scene.createAll(Array.from({ length: 3 }, () => ({ expires: scene.now() - HOUR })));
      expect(await scene.store.getAndRemoveExpiredSessions(1)).toHaveLength(1);
      expect(await scene.store.getAndRemoveExpiredSessions(1)).toHaveLength(1);
      while ((await scene.store.getAndRemoveExpiredSessions(2)).length === 2);
      expect(await scene.find({ subjectId: scene.subject })).toEqual([]);
    });

    it('hands each record to exactly one of many callers', async () => {
      const scene = await Scene.open(make);
      const expired = Array.from({ length: 12 }, (_, n) => ({
        subjectId: `${scene.subject}-${n % 4}`,
        expires: scene.now() - HOUR,
      }));
      const ids = idsOf(await scene.createAll(expired));
      const batches = [];
      for (let left = 1; left > 0; ) {
        const round = await Promise.all([5, 1000, 1, 3].map((count) => scene.store.getAndRemoveExpiredSessions(count)));
        batches.push(...round.flat());
        left = round.flat().length;
      }
      const mine = idsOf(batches).filter((id) => ids.includes(id));
      expect(mine.toSorted()).toEqual(ids.toSorted());
    });

    it('does not take what was brought back to life', async () => {
      const scene = await Scene.open(make);
      const { key } = await scene.create({ expires: scene.now() - HOUR });
      const session = await scene.update(key, { expires: scene.now() + HOUR });
      const removed = await scene.store.getAndRemoveExpiredSessions(1000);
      expect(idsOf(removed)).not.toContain(session.id);
      expect(await scene.get(key)).toEqual(session);
    });
  });
}
