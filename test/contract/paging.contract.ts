/** QueryResult: pages in both directions, their figures and their tokens. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SessionSummary } from '../../src/session/server-side-session.ts';
import type { QueryResult, SessionQuery } from '../../src/session/session-filter.ts';
import { idsOf, inOrder, type MakeStore, type OpenSession, Scene } from './scene.ts';

type Page = QueryResult<SessionSummary>;

const figures = ({ results, resultsToken, ...rest }: Page) => rest;

export function pagingContract(make: MakeStore): void {
  describe('paging', () => {
    /** Seven records, three of the same `created`; nothing here changes them. */
    let seven: { subject: string; ids: string[] };
    const open = () => Scene.open(make);
    const page = (scene: Scene, query: Partial<SessionQuery>) => scene.page({ subjectId: seven.subject, ...query });

    beforeAll(async () => {
      const scene = await Scene.open(make);
      const now = scene.now();
      const sessions = await scene.createAll([3, 1, 2, 2, 5, 2, 4].map((after) => ({ created: now + after })));
      seven = { subject: scene.subject, ids: idsOf(inOrder(sessions)) };
    });

    it.each([1, 2, 3, 6, 7, 8, 1000])('walks to the end and back, %i at a time', async (size) => {
      const scene = await open();
      const pages = Math.ceil(7 / size);
      let token: string | null = null;
      for (let n = 0; n < pages; n += 1) {
        const forward: Page = await page(scene, { countRequested: size, resultsToken: token });
        expect(idsOf(forward.results)).toEqual(seven.ids.slice(n * size, (n + 1) * size));
        expect(figures(forward)).toEqual({
          hasPrevResults: n > 0,
          hasNextResults: n < pages - 1,
          totalCount: 7,
          totalCountAtLeast: 7,
          totalPages: pages,
          currentPage: n + 1,
          incomplete: false,
        });
        token = forward.resultsToken;
      }
      for (let end = (pages - 1) * size; end > 0; end -= size) {
        const back: Page = await page(scene, { countRequested: size, resultsToken: token, requestPriorResults: true });
        const start = Math.max(0, end - size);
        expect(idsOf(back.results)).toEqual(seven.ids.slice(start, Math.max(end, size)));
        expect(back).toMatchObject({ hasPrevResults: start > 0, hasNextResults: true });
        expect(back.currentPage).toBe(Math.min(pages, 1 + Math.ceil(start / size)));
        token = back.resultsToken;
      }
    });

    it('shows no rows past the end, with true totals and a way back', async () => {
      const scene = await open();
      const last = await page(scene, { countRequested: 7 });
      let token = last.resultsToken;
      for (let n = 0; n < 2; n += 1) {
        const past = await page(scene, { countRequested: 3, resultsToken: token });
        expect(past).toMatchObject({ results: [], hasPrevResults: true, hasNextResults: false });
        expect(past).toMatchObject({ totalCount: 7, totalCountAtLeast: 7, totalPages: 3, currentPage: 3 });
        token = past.resultsToken;
      }
      const back = await page(scene, { countRequested: 3, resultsToken: token, requestPriorResults: true });
      expect(idsOf(back.results)).toEqual(seven.ids.slice(4));
      expect(back).toMatchObject({ hasPrevResults: true, hasNextResults: false, currentPage: 3 });
    });

    it('shows the first page before the start, and as the prior page without a token', async () => {
      const scene = await open();
      const first = await page(scene, { countRequested: 3 });
      const before = { countRequested: 3, requestPriorResults: true };
      for (const resultsToken of [first.resultsToken, null]) {
        const again = await page(scene, { ...before, resultsToken });
        expect(idsOf(again.results)).toEqual(seven.ids.slice(0, 3));
        expect(figures(again)).toEqual(figures(first));
      }
    });

    it('fills the first page from the start when it is reached backwards', async () => {
      const scene = await open();
      const two = await page(scene, { countRequested: 2 });
      const next = await page(scene, { countRequested: 2, resultsToken: two.resultsToken });
      const back = await page(scene, { countRequested: 3, resultsToken: next.resultsToken, requestPriorResults: true });
      expect(idsOf(back.results)).toEqual(seven.ids.slice(0, 3));
      expect(back).toMatchObject({ hasPrevResults: false, hasNextResults: true, currentPage: 1 });
      const on = await page(scene, { countRequested: 3, resultsToken: back.resultsToken });
      expect(idsOf(on.results)).toEqual(seven.ids.slice(3, 6));
    });

    it('has nothing to say when nothing matches', async () => {
      const scene = await open();
      const nothing = await scene.page();
      expect(nothing).toEqual({
        resultsToken: null,
        hasPrevResults: false,
        hasNextResults: false,
        totalCount: 0,
        totalCountAtLeast: 0,
        totalPages: 0,
        currentPage: 0,
        incomplete: false,
        results: [],
      });
      expect(await scene.page({ requestPriorResults: true })).toEqual(nothing);
    });

    it('has nothing to say when everything is gone that a token was issued for', async () => {
      const scene = await open();
      await scene.createAll([{}, {}]);
      const { resultsToken } = await scene.page({ countRequested: 1 });
      await scene.deleteAll({ subjectId: scene.subject });
      for (const requestPriorResults of [true, false]) {
        const gone = await scene.page({ resultsToken, requestPriorResults });
        expect(gone).toMatchObject({ resultsToken: null, results: [], hasPrevResults: false, hasNextResults: false });
        expect(gone).toMatchObject({ totalCount: 0, totalPages: 0, currentPage: 0 });
      }
    });

    it('does not count when it is told so', async () => {
      const scene = await open();
      const uncounted = { totalCount: null, totalCountAtLeast: 0, totalPages: null, currentPage: null };
      const first = await page(scene, { countRequested: 3, totals: false });
      expect(first).toMatchObject({ ...uncounted, hasPrevResults: false, hasNextResults: true });
      const rest = await page(scene, { countRequested: 4, totals: false, resultsToken: first.resultsToken });
      expect(rest).toMatchObject({ ...uncounted, hasPrevResults: true, hasNextResults: false });
      expect(idsOf([...first.results, ...rest.results])).toEqual(seven.ids);
    });

    it('takes a token any number of times, with another size, direction, fields or totals', async () => {
      const scene = await open();
      const { resultsToken } = await page(scene, { countRequested: 3 });
      for (const changes of [
        { countRequested: 2 },
        { countRequested: 1000, requestPriorResults: true },
        { fields: 'full' },
        { totals: false },
        { sessionId: '', displayName: ' ' },
      ] as const) {
        expect((await page(scene, { resultsToken, ...changes })).results.length).toBeGreaterThan(0);
      }
    });

    it('refuses a token with other filters', async () => {
      const scene = await open();
      const { resultsToken } = await page(scene, { countRequested: 3 });
      for (const filter of [
        { subjectId: seven.subject.slice(1) },
        { subjectId: null },
        { subjectId: null, sessionId: seven.subject },
        { subjectId: null, displayName: seven.subject },
        { subjectId: seven.subject, sessionId: 'sid' },
        { subjectId: seven.subject, displayName: 'name' },
      ]) {
        expect(await scene.queryOutcome({ resultsToken, ...filter })).toBe('results-token-invalid');
      }
    });

    it('refuses a token that was changed anywhere, cut, lengthened, or never issued', async () => {
      const scene = await open();
      const token = (await page(scene, { countRequested: 3 })).resultsToken ?? '';
      const other = (character: string | undefined) => (character === 'A' ? 'B' : 'A');
      const changed = Array.from(token, (character, n) => token.slice(0, n) + other(character) + token.slice(n + 1));
      const cut = [token.slice(1), token.slice(0, -1), token.slice(0, token.length / 2)];
      for (const bad of [
        ...changed,
        ...cut,
        `${token}A`,
        `${token}=`,
        ` ${token}`,
        token.repeat(2),
        'x',
        '..',
        'ä',
        '🙂',
      ]) {
        const outcome = await scene.queryOutcome({ subjectId: seven.subject, resultsToken: bad });
        expect(outcome, bad).toBe('results-token-invalid');
      }
    });

    it('goes on in place when records come and go', async () => {
      const scene = await open();
      const base = scene.now();
      const at = (...offsets: number[]) => offsets.map((offset) => ({ created: base + offset }));
      const sessions: OpenSession[] = await scene.createAll(at(10, 20, 30, 40, 50, 60));
      const [ten, twenty, thirty, forty, fifty, sixty] = sessions;
      const first = await scene.page({ countRequested: 2 });
      // Its own last row goes, one comes before it and one after it.
      await scene.delete(twenty?.key ?? '');
      const [, later] = await scene.createAll(at(5, 35));
      const second = await scene.page({ countRequested: 3, resultsToken: first.resultsToken });
      expect(idsOf(second.results)).toEqual([thirty?.id, later?.id, forty?.id]);
      expect(second).toMatchObject({ totalCount: 7, hasPrevResults: true, hasNextResults: true, currentPage: 2 });
      await scene.delete(thirty?.key ?? '');
      const third = await scene.page({ countRequested: 3, resultsToken: second.resultsToken });
      expect(idsOf(third.results)).toEqual([fifty?.id, sixty?.id]);
      const back = await scene.page({
        countRequested: 1,
        resultsToken: second.resultsToken,
        requestPriorResults: true,
      });
      expect(idsOf(back.results)).toEqual([ten?.id]);
    });

    it('finds what came after the end, and says that it is there', async () => {
      const scene = await open();
      const [first] = await scene.createAll([{}]);
      const end = await scene.page();
      const past = await scene.page({ resultsToken: end.resultsToken });
      const [second] = await scene.createAll([{ created: (first?.created ?? 0) + 1 }]);
      for (const { resultsToken } of [end, past]) {
        expect(idsOf((await scene.page({ resultsToken })).results)).toEqual([second?.id]);
        const prior = await scene.page({ resultsToken, requestPriorResults: true, countRequested: 1 });
        expect(idsOf(prior.results)).toEqual([first?.id]);
        expect(prior.hasNextResults).toBe(true);
      }
    });
  });
}
