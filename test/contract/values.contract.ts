/** Values come back as they were given, and are compared as they are: contract, "Bodies and values". */
import { describe, expect, it } from 'vitest';
import { type MakeStore, type OpenSession, Scene } from './scene.ts';

const EMOJI = '👩‍👩‍👧‍👦';
const RTL = 'مرحبا שלום';
const ASTRAL = '𝔘𠮷';
const COMPOSED = 'é';
const DECOMPOSED = 'e\u0301';

export function valuesContract(make: MakeStore): void {
  describe('values', () => {
    it.each([
      ['emoji', EMOJI],
      ['right-to-left text', RTL],
      ['characters of four bytes', ASTRAL],
      ['combining characters', DECOMPOSED],
      ['slashes, commas and percent signs', 'a/b,c%20d%zz?e#f&g=h+i'],
      ['quotes and wildcards', `'"%_*\\;--`],
      ['spaces around', ' spaced '],
    ])('may be %s, in every field', async (_, text) => {
      const scene = await Scene.open(make);
      const wanted = {
        key: `${scene.chosenKey()}${text}`,
        scheme: text,
        subjectId: `${scene.subject}${text}`,
        sessionId: `${scene.sid}${text}`,
        displayName: text,
        device: text,
        ticket: text,
      };
      const session = await scene.create(wanted);
      expect(session).toMatchObject(wanted);
      expect(await scene.get(wanted.key)).toEqual(session);
      expect(await scene.get(wanted.key, wanted.subjectId)).toEqual(session);
      expect(await scene.find({ subjectId: wanted.subjectId })).toEqual([session]);
      expect(await scene.find({ sessionId: wanted.sessionId })).toEqual([session]);
      expect((await scene.fullPage({ displayName: text })).results).toEqual([session]);
      const updated = await scene.update(wanted.key, {
        subjectId: wanted.subjectId,
        ticket: `2${text}`,
      });
      expect(await scene.get(wanted.key)).toEqual(updated);
      await scene.delete(wanted.key);
      expect(await scene.get(wanted.key)).toBeNull();
    });

    it('may be as long as the limits, in characters of four bytes', async () => {
      const scene = await Scene.open(make);
      const fill = (text: string, length: number) => text + '🙂'.repeat(length - text.length);
      const session = await scene.create({
        key: fill(scene.chosenKey(), 200),
        scheme: fill('', 100),
        subjectId: fill(scene.subject, 200),
        sessionId: fill(scene.sid, 200),
        displayName: fill('', 200),
        device: fill('', 200),
      });
      expect(await scene.get(session.key)).toEqual(session);
      expect(await scene.find({ subjectId: session.subjectId, sessionId: session.sessionId })).toEqual([session]);
      const query = { subjectId: session.subjectId, sessionId: session.sessionId, displayName: session.displayName };
      expect((await scene.fullPage(query)).results).toEqual([session]);
    });

    it('may be empty where they are optional, which is not null', async () => {
      const scene = await Scene.open(make);
      const session = await scene.create({ displayName: '', device: '', ticket: '' });
      expect(await scene.get(session.key)).toMatchObject({ displayName: '', device: '', ticket: '' });
      expect((await scene.page()).results).toMatchObject([{ displayName: '', device: '' }]);
    });

    it('are any text in a ticket, up to 512 KiB', async () => {
      const scene = await Scene.open(make);
      const control = String.fromCharCode(...Array.from({ length: 160 }, (_, code) => code));
      for (const ticket of [control, '\ufeffmark', '\u0000'.repeat(512 * 1024), '🙂'.repeat(128 * 1024)]) {
        const { key } = await scene.create({ ticket });
        // Not toEqual: its report of half a megabyte helps nobody.
        expect((await scene.get(key))?.ticket === ticket).toBe(true);
      }
    });

    it('are times from the year 0 to the year 9999', async () => {
      const scene = await Scene.open(make);
      const times = [Date.parse('0000-01-01T00:00:00Z'), -1, 0, Date.parse('9999-12-31T23:59:59.999Z')];
      const sessions: OpenSession[] = [];
      for (const created of times.toReversed()) {
        sessions.unshift(await scene.create({ created, renewed: created, expires: created, absoluteExpires: created }));
      }
      expect(await scene.find({ subjectId: scene.subject })).toEqual(sessions);
      let token: string | null = null;
      for (const session of sessions) {
        const page = await scene.fullPage({ countRequested: 1, resultsToken: token });
        expect(page.results).toEqual([session]);
        token = page.resultsToken;
      }
    });

    it('differ when they are the same text in another normal form, another case or with a space more', async () => {
      const scene = await Scene.open(make);
      const texts = [COMPOSED, DECOMPOSED, 'É', `${COMPOSED} `];
      const base = scene.chosenKey();
      const sessions: OpenSession[] = [];
      for (const text of texts) {
        const changes = { subjectId: scene.subject + text, sessionId: scene.sid + text, ticket: text };
        sessions.push(await scene.create({ key: base + text, ...changes }));
      }
      for (const session of sessions) {
        expect(await scene.get(session.key)).toEqual(session);
        expect(await scene.find({ subjectId: session.subjectId })).toEqual([session]);
        expect(await scene.find({ sessionId: session.sessionId })).toEqual([session]);
      }
    });
  });
}
