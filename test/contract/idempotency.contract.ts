/** `Idempotency-Key` on create: contract, "Answers". */
import { describe, expect, it } from 'vitest';
import type { NewSession } from '../../src/session/server-side-session.ts';
import type { Idempotency } from '../../src/session/session-store.ts';
import { type MakeStore, opened, Scene } from './scene.ts';

export function idempotencyContract(make: MakeStore): void {
  const request = (scene: Scene, changes: Partial<Idempotency> = {}) => ({
    idempotency: { scope: 'token /v1/sessions', key: `request-${scene.subject}`, bodyHash: 'first body', ...changes },
  });

  async function createTwice(scene: Scene, session: NewSession, between: (key: string) => Promise<unknown>) {
    const first = await scene.store.createSession(session, request(scene));
    if (first.outcome !== 'created') throw new Error(first.outcome);
    expect(first.replayed).toBe(false);
    const { key } = opened(first.session);
    await between(key);
    const again = await scene.store.createSession(session, request(scene));
    expect(again).toMatchObject({ outcome: 'created', replayed: true, session: first.session });
    return key;
  }

  describe('a repeated create', () => {
    it('is answered as the first one was, and creates nothing', async () => {
      const scene = await Scene.open(make);
      const session = scene.newSession({ displayName: 'Ädá', ticket: '\u0000"ticket"' });
      await createTwice(scene, session, async () => {});
      expect(await scene.find({ subjectId: scene.subject })).toHaveLength(1);
    });

    it('is answered so with a chosen key too', async () => {
      const scene = await Scene.open(make);
      await createTwice(scene, scene.newSession({ key: scene.chosenKey() }), async () => {});
    });

    it.each([
      ['updated', (scene: Scene, key: string) => scene.update(key, { ticket: 'updated' })],
      ['ended', (scene: Scene, key: string) => scene.delete(key)],
      [
        'given to another subject',
        (scene: Scene, key: string) => scene.update(key, { subjectId: `${scene.subject}-2` }),
      ],
      ['signed out', (scene: Scene) => scene.deleteAll({ subjectId: scene.subject })],
    ])('is answered so when the session was %s since, and changes nothing', async (_, happens) => {
      for (const chosen of [true, false]) {
        const scene = await Scene.open(make);
        const session = scene.newSession({ key: chosen ? scene.chosenKey() : null });
        let after: unknown;
        const key = await createTwice(scene, session, async (minted) => {
          await happens(scene, minted);
          after = await scene.get(minted);
        });
        expect(await scene.get(key)).toEqual(after);
      }
    });

    it('is refused with another body', async () => {
      const scene = await Scene.open(make);
      for (const chosen of [true, false]) {
        const key = `request-${chosen}-${scene.subject}`;
        await scene.create({ key: chosen ? scene.chosenKey() : null }, request(scene, { key }));
        const changed = scene.newSession({ key: chosen ? scene.chosenKey() : null, ticket: 'other' });
        const answer = await scene.store.createSession(changed, request(scene, { key, bodyHash: 'second body' }));
        expect(answer.outcome).toBe('idempotency-key-reused');
      }
      expect(await scene.find({ subjectId: scene.subject })).toHaveLength(2);
    });

    it('is another request from another token or path, for another subject, and with another key', async () => {
      const scene = await Scene.open(make);
      await scene.create({}, request(scene));
      for (const [session, options] of [
        [scene.newSession(), request(scene, { scope: 'other /v1/sessions' })],
        [scene.newSession(), request(scene, { key: `other-${scene.subject}` })],
        [scene.newSession({ subjectId: `${scene.subject}-2` }), request(scene)],
      ] as const) {
        const answer = await scene.store.createSession(session, options);
        expect(answer).toMatchObject({ outcome: 'created', replayed: false });
      }
      expect(await scene.find({ sessionId: scene.sid })).toHaveLength(4);
    });

    it('does not remember a refusal', async () => {
      const scene = await Scene.open(make);
      const key = scene.chosenKey();
      await scene.create({ key });
      const refused = await scene.store.createSession(scene.newSession({ key }), request(scene));
      expect(refused.outcome).toBe('key-taken');
      const accepted = await scene.store.createSession(scene.newSession(), request(scene, { bodyHash: 'second body' }));
      expect(accepted).toMatchObject({ outcome: 'created', replayed: false });
    });

    it('creates one session, however many arrive at the same time', async () => {
      for (const chosen of [true, false]) {
        const scene = await Scene.open(make);
        const session = scene.newSession({ key: chosen ? scene.chosenKey() : null });
        const answers = await Promise.all(
          Array.from({ length: 5 }, () => scene.store.createSession(session, request(scene))),
        );
        const [created] = await scene.find({ subjectId: scene.subject });
        expect(await scene.find({ subjectId: scene.subject })).toHaveLength(1);
        expect(answers.filter((answer) => answer.outcome === 'created' && !answer.replayed)).toHaveLength(1);
        for (const answer of answers) {
          if (answer.outcome === 'created') expect(answer.session).toEqual(created);
          else expect(answer.outcome).toBe('idempotency-in-progress');
        }
      }
    });
  });
}
