/** GetSessions and DeleteSessions (exact), and the filters of QuerySessions (contains). */
import { describe, expect, it } from 'vitest';
import { exactFilter, HOUR, idsOf, inOrder, type MakeStore, Scene, summaryOf } from './scene.ts';

export function filtersContract(make: MakeStore): void {
  describe('finding', () => {
    it('returns whole records by created, then id, expired ones too', async () => {
      const scene = await Scene.open(make);
      const now = scene.now();
      const created = [now, now - 5, now, now + 5, now, now - 5];
      const sessions = await scene.createAll(created.map((at) => ({ created: at, expires: now - HOUR })));
      expect(await scene.find({ subjectId: scene.subject })).toEqual(inOrder(sessions));
    });

    it('matches subject and sid exactly, and both where both are set', async () => {
      const scene = await Scene.open(make);
      const other = `${scene.subject}-other`;
      const [a1, a2, b1] = await scene.createAll([
        {},
        { sessionId: `${scene.sid}-2` },
        { subjectId: other },
        { subjectId: scene.subject.toUpperCase(), sessionId: scene.sid.toUpperCase() },
      ]);
      expect(await scene.find({ subjectId: scene.subject })).toEqual([a1, a2]);
      expect(await scene.find({ sessionId: scene.sid })).toEqual([a1, b1]);
      expect(await scene.find({ subjectId: scene.subject, sessionId: scene.sid })).toEqual([a1]);
      expect(await scene.find({ subjectId: other, sessionId: `${scene.sid}-2` })).toEqual([]);
      expect(await scene.find({ subjectId: scene.subject.slice(0, -1) })).toEqual([]);
      expect(await scene.find({ subjectId: `${scene.subject}%` })).toEqual([]);
    });

    it('needs a filter that is not blank', async () => {
      const scene = await Scene.open(make);
      const [session] = await scene.createAll([{}]);
      for (const blank of [undefined, '', ' ', '\u00a0\u2003']) {
        const filter = { ...(blank === undefined ? {} : { subjectId: blank, sessionId: blank }) };
        expect((await scene.store.getSessions(exactFilter(filter))).outcome).toBe('filter-required');
        expect((await scene.store.deleteSessions(exactFilter(filter))).outcome).toBe('filter-required');
      }
      expect(await scene.find({ subjectId: ' ', sessionId: scene.sid })).toEqual([session]);
      expect(await scene.find({ subjectId: scene.subject, sessionId: '' })).toEqual([session]);
    });

    it('takes no token but its own', async () => {
      const scene = await Scene.open(make);
      await scene.createAll([{}, {}]);
      const { resultsToken } = await scene.page({ countRequested: 1 });
      for (const token of ['x', 'a.b.c', 'ä', String(resultsToken)]) {
        const answer = await scene.store.getSessions(exactFilter({ subjectId: scene.subject }), token);
        expect(answer.outcome).toBe('results-token-invalid');
      }
    });
  });

  describe('deleting by filter', () => {
    it('ends what finding finds, expired ones too, and counts it', async () => {
      const scene = await Scene.open(make);
      const other = `${scene.subject}-other`;
      await scene.createAll([{}, { expires: scene.now() - HOUR }]);
      const [kept] = await scene.createAll([{ subjectId: other }]);
      expect(await scene.deleteAll({ subjectId: scene.subject })).toBe(2);
      expect(await scene.deleteAll({ subjectId: scene.subject })).toBe(0);
      expect(await scene.find({ subjectId: scene.subject })).toEqual([]);
      expect((await scene.page()).results).toEqual([kept && summaryOf(kept)]);
    });

    it('ends a sid for every subject that has it', async () => {
      const scene = await Scene.open(make);
      const [, kept] = await scene.createAll([
        {},
        { sessionId: `${scene.sid}-2` },
        { subjectId: `${scene.subject}-2` },
        { subjectId: `${scene.subject}-3`, key: scene.chosenKey() },
      ]);
      expect(await scene.deleteAll({ sessionId: scene.sid })).toBe(3);
      expect(await scene.find({ sessionId: scene.sid })).toEqual([]);
      expect((await scene.page()).results).toEqual([kept && summaryOf(kept)]);
    });

    it('ends one sid of one subject', async () => {
      const scene = await Scene.open(make);
      const [, sibling, namesake] = await scene.createAll([
        {},
        { sessionId: `${scene.sid}-2` },
        { subjectId: `${scene.subject}-2` },
      ]);
      expect(await scene.deleteAll({ subjectId: scene.subject, sessionId: scene.sid })).toBe(1);
      expect(idsOf((await scene.page()).results)).toEqual(
        idsOf([sibling, namesake].filter((left) => left !== undefined)),
      );
    });
  });

  describe('the filters of a query', () => {
    it('match parts of subject and sid, case-sensitively', async () => {
      const scene = await Scene.open(make);
      const [one, two] = await scene.createAll([
        { subjectId: `${scene.subject}-User-A`, sessionId: `${scene.sid}-Alpha` },
        { subjectId: `${scene.subject}-User-B`, sessionId: `${scene.sid}-Beta` },
      ]);
      const found = async (query: Parameters<Scene['page']>[0]) => idsOf((await scene.page(query)).results);
      const both = [one?.id, two?.id];
      expect(await found({})).toEqual(both);
      expect(await found({ subjectId: scene.subject.slice(8) })).toEqual(both);
      expect(await found({ subjectId: `${scene.subject}-User` })).toEqual(both);
      expect(await found({ subjectId: `${scene.subject}-user` })).toEqual([]);
      expect(await found({ sessionId: 'Alpha' })).toEqual([one?.id]);
      expect(await found({ sessionId: 'alpha' })).toEqual([]);
      expect(await found({ sessionId: 'a' })).toEqual(both);
      expect(await found({ sessionId: 'ta' })).toEqual([two?.id]);
      expect(await found({ subjectId: `${scene.subject}-User-B`, sessionId: 'Alpha' })).toEqual([]);
      expect(await found({ subjectId: null, sessionId: scene.sid })).toEqual(both);
    });

    it('match parts of display names in any case, accents counting, and never a name that is not there', async () => {
      const scene = await Scene.open(make);
      const [ada, arger, , moscow] = await scene.createAll([
        { displayName: 'Ada Lovelace' },
        { displayName: 'Frau Ärger' },
        { displayName: null },
        { displayName: 'МОСКВА 𐐀' },
      ]);
      const found = async (displayName: string) => idsOf((await scene.page({ displayName })).results);
      expect(await found('LOVE')).toEqual([ada?.id]);
      expect(await found('a l')).toEqual([ada?.id]);
      expect(await found('ärGER')).toEqual([arger?.id]);
      expect(await found('arger')).toEqual([]);
      expect(await found('москва')).toEqual([moscow?.id]);
      expect(await found('𐐨')).toEqual([moscow?.id]);
      expect(await found('null')).toEqual([]);
      expect(await found('a')).toEqual([ada?.id, arger?.id]);
    });

    it.each([
      '%',
      '_',
      '*',
      '?',
      '"',
      "'",
      '\\',
      '" OR "',
      'x" *',
      'AND',
      'NEAR(',
      '^',
      '-',
      ':',
      '[a-z]',
      '(',
      '\u00ad',
    ])('take %j literally', async (text) => {
      const scene = await Scene.open(make);
      const [plain, marked] = await scene.createAll([
        { displayName: 'abcdef', sessionId: `${scene.sid.replaceAll('-', '')}abcdef` },
        { displayName: `abc${text}def`, sessionId: `${scene.sid}abc${text}def` },
      ]);
      const found = async (filter: object) => idsOf((await scene.page(filter)).results);
      expect(await found({ displayName: text })).toEqual([marked?.id]);
      expect(await found({ displayName: `c${text}D` })).toEqual([marked?.id]);
      expect(await found({ sessionId: `c${text}d` })).toEqual([marked?.id]);
      expect(await found({ displayName: `a${text}f` })).toEqual([]);
      expect(await found({ displayName: 'abcdef' })).toEqual([plain?.id]);
    });

    it('count as not set when blank', async () => {
      const scene = await Scene.open(make);
      const [named, nameless] = await scene.createAll([{ displayName: 'A B' }, {}]);
      for (const blank of ['', ' ', '\t\u00a0']) {
        const page = await scene.page({ sessionId: blank, displayName: blank });
        expect(idsOf(page.results)).toEqual([named?.id, nameless?.id]);
      }
      const { results } = await scene.page({ subjectId: ' ', sessionId: scene.sid });
      expect(idsOf(results)).toEqual([named?.id, nameless?.id]);
    });

    it('find what an update made of a record, not what it was', async () => {
      const scene = await Scene.open(make);
      const { key, id } = await scene.create({ displayName: 'before', sessionId: `${scene.sid}-before` });
      await scene.update(key, { displayName: 'after', sessionId: `${scene.sid}-after` });
      expect((await scene.page({ displayName: 'before' })).results).toEqual([]);
      expect((await scene.page({ sessionId: 'before' })).results).toEqual([]);
      expect(idsOf((await scene.page({ displayName: 'after', sessionId: 'after' })).results)).toEqual([id]);
    });

    it('find expired records too, whole or without their secrets', async () => {
      const scene = await Scene.open(make);
      const [one, other] = await scene.createAll([{ expires: scene.now() - HOUR }, { absoluteExpires: 0 }]);
      if (!one || !other) return;
      expect((await scene.fullPage()).results).toEqual([one, other]);
      expect((await scene.page()).results).toEqual([summaryOf(one), summaryOf(other)]);
    });
  });
}
