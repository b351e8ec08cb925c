/** Create, get, update and delete of one record: contract, "Session store". */
import { describe, expect, it } from 'vitest';
import { mintKey, routeOf, sessionIdOf } from '../../src/session/keys.ts';
import { HOUR, type MakeStore, Scene, summaryOf } from './scene.ts';

export function recordsContract(make: MakeStore): void {
  describe('creating', () => {
    it('answers the whole record, with a key that was minted for its subject', async () => {
      const scene = await Scene.open(make);
      const wanted = scene.newSession({ displayName: 'Ada', device: 'Firefox on Windows', absoluteExpires: 9e12 });
      const answer = await scene.store.createSession(wanted);
      expect(answer).toMatchObject({ outcome: 'created', replayed: false });
      if (answer.outcome !== 'created') return;
      const { session } = answer;
      expect(session.key).toMatch(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
      expect(session.key?.slice(0, 22)).toBe(await routeOf(scene.subject));
      expect(session).toEqual({
        ...wanted,
        key: session.key,
        id: await sessionIdOf(session.key ?? ''),
        revision: session.revision,
        ticketError: null,
      });
      expect(Number.isSafeInteger(session.revision) && session.revision > 0).toBe(true);
    });

    it('mints another key each time', async () => {
      const scene = await Scene.open(make);
      const [one, other] = await scene.createAll([{}, {}]);
      expect(one?.key).not.toBe(other?.key);
    });

    it('takes a chosen key as it is', async () => {
      const scene = await Scene.open(make);
      const key = scene.chosenKey();
      const session = await scene.create({ key });
      expect(session).toMatchObject({ key, id: await sessionIdOf(key) });
      expect(await scene.get(key)).toEqual(session);
    });

    it('takes a key of the minted form that names another subject', async () => {
      const scene = await Scene.open(make);
      const other = `${scene.subject}-other`;
      const key = mintKey(await routeOf(other));
      const session = await scene.create({ key });
      expect(await scene.get(key)).toEqual(session);
      expect(await scene.find({ subjectId: scene.subject })).toEqual([session]);
      expect(await scene.find({ subjectId: other })).toEqual([]);
      expect(await scene.createOutcome({ key, subjectId: other })).toBe('key-taken');
    });

    it('refuses a key that is taken, whoever asks, and leaves the first record as it is', async () => {
      const scene = await Scene.open(make);
      for (const key of [scene.chosenKey(), mintKey(await routeOf(scene.subject))]) {
        const session = await scene.create({ key });
        expect(await scene.createOutcome({ key, ticket: 'other' })).toBe('key-taken');
        expect(await scene.createOutcome({ key, subjectId: `${scene.subject}-other` })).toBe('key-taken');
        expect(await scene.get(key)).toEqual(session);
      }
    });

    it('refuses a key that an expired record has', async () => {
      const scene = await Scene.open(make);
      const { key } = await scene.create({ expires: scene.now() - HOUR });
      expect(await scene.createOutcome({ key })).toBe('key-taken');
    });

    it('gives a key to exactly one of many who ask at once', async () => {
      const scene = await Scene.open(make);
      const key = scene.chosenKey();
      const subjects = Array.from({ length: 6 }, (_, n) => `${scene.subject}-${n % 3}`);
      const outcomes = await Promise.all(subjects.map((subjectId) => scene.createOutcome({ key, subjectId })));
      expect(outcomes.toSorted()).toEqual(['created', ...Array(5).fill('key-taken')]);
    });
  });

  describe('getting', () => {
    it('knows nothing of a key that never existed', async () => {
      const scene = await Scene.open(make);
      expect(await scene.get(scene.chosenKey())).toBeNull();
      expect(await scene.get(mintKey(await routeOf(scene.subject)))).toBeNull();
    });

    it('returns a record that has expired, as it is', async () => {
      const scene = await Scene.open(make);
      const session = await scene.create({ expires: scene.now() - HOUR, absoluteExpires: scene.now() - 2 * HOUR });
      expect(await scene.get(session.key)).toEqual(session);
    });

    it('finds the same whatever subject the caller believes in', async () => {
      const scene = await Scene.open(make);
      const other = await scene.create({ subjectId: `${scene.subject}-other` });
      for (const key of [scene.chosenKey(), null]) {
        const session = await scene.create({ key });
        for (const hint of [scene.subject, other.subjectId, 'nobody']) {
          expect(await scene.get(session.key, hint)).toEqual(session);
        }
      }
    });

    it('tells keys apart that differ in case only', async () => {
      const scene = await Scene.open(make);
      const key = scene.chosenKey();
      await scene.create({ key });
      expect(await scene.get(key.toUpperCase())).toBeNull();
    });

    it('returns by public id everything but the secrets', async () => {
      const scene = await Scene.open(make);
      const session = await scene.create({ displayName: 'Ada', device: 'Phone', expires: scene.now() - HOUR });
      expect(await scene.store.getSessionSummary(session.id)).toEqual({
        outcome: 'found',
        session: summaryOf(session),
      });
    });

    it('knows no session by an id that does not exist, or cannot', async () => {
      const scene = await Scene.open(make);
      for (const id of [await sessionIdOf(scene.chosenKey()), 'no-id', '', 'ä'.repeat(43), scene.subject]) {
        expect(await scene.store.getSessionSummary(id)).toEqual({ outcome: 'session-not-found' });
      }
    });
  });

  describe('updating', () => {
    it('replaces every field, keeps key and id, and raises the revision', async () => {
      const scene = await Scene.open(make);
      const before = await scene.create({ displayName: 'Ada', device: 'Phone', absoluteExpires: 9e12 });
      const wanted = scene.content({
        scheme: 'other',
        sessionId: `${scene.sid}-2`,
        created: before.created - HOUR,
        renewed: before.renewed + 1,
        expires: null,
        ticket: 'another ticket',
      });
      const answer = await scene.store.updateSession(before.key, wanted);
      if (answer.outcome !== 'updated') throw new Error(answer.outcome);
      await scene.settled(answer);
      const { session } = answer;
      expect(session).toEqual({
        ...wanted,
        id: before.id,
        key: before.key,
        revision: session.revision,
        ticketError: null,
      });
      expect(session.revision).toBeGreaterThan(before.revision);
      expect(await scene.get(before.key)).toEqual(session);
      expect((await scene.page()).results).toEqual([summaryOf(session)]);
    });

    it('creates nothing', async () => {
      const scene = await Scene.open(make);
      for (const key of [scene.chosenKey(), mintKey(await routeOf(scene.subject))]) {
        expect(await scene.updateOutcome(key)).toBe('session-not-found');
        expect(await scene.get(key)).toBeNull();
      }
    });

    it('reaches an expired record, and can bring it back to life', async () => {
      const scene = await Scene.open(make);
      const { key } = await scene.create({ expires: scene.now() - HOUR });
      await scene.update(key, { expires: scene.now() + HOUR });
      expect((await scene.get(key))?.expires).toBeGreaterThan(scene.now());
    });

    it('gives every change a higher revision', async () => {
      const scene = await Scene.open(make);
      const { key, revision } = await scene.create();
      let last = revision;
      for (let n = 0; n < 5; n += 1) {
        const session = await scene.update(key, {});
        expect(session.revision).toBeGreaterThan(last);
        last = session.revision;
      }
    });

    it('shows at once, also where nobody waits for the index', async () => {
      const scene = await Scene.open(make);
      const { key } = await scene.create({}, { respondAsync: true });
      const session = await scene.update(key, { ticket: 'second' }, { respondAsync: true });
      expect(await scene.get(key)).toEqual(session);
    });
  });

  describe('deleting', () => {
    it('removes the record from everything that shows it', async () => {
      const scene = await Scene.open(make);
      for (const chosen of [scene.chosenKey(), null]) {
        const { key, id } = await scene.create({ key: chosen });
        await scene.delete(key);
        expect(await scene.get(key)).toBeNull();
        expect(await scene.find({ subjectId: scene.subject })).toEqual([]);
        expect((await scene.page()).results).toEqual([]);
        expect((await scene.store.getSessionSummary(id)).outcome).toBe('session-not-found');
      }
    });

    it('is no fault when there is nothing, and leaves no mark then', async () => {
      const scene = await Scene.open(make);
      for (const key of [scene.chosenKey(), mintKey(await routeOf(scene.subject))]) {
        expect((await scene.store.deleteSession(key)).outcome).toBe('absent');
        expect(await scene.createOutcome({ key })).toBe('created');
      }
    });

    it('leaves the other sessions of the subject', async () => {
      const scene = await Scene.open(make);
      const { key } = await scene.create();
      const other = await scene.create();
      await scene.delete(key);
      expect(await scene.find({ subjectId: scene.subject })).toEqual([other]);
    });
  });
}
