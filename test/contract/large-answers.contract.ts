/** Answers with whole records end at 8 MiB, and go on from there. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/session/limits.ts';
import type { ServerSideSession } from '../../src/session/server-side-session.ts';
import type { QueryResult } from '../../src/session/session-filter.ts';
import { exactFilter, idsOf, type MakeStore, Scene } from './scene.ts';

const RECORDS = 18;

const bytesOf = (sessions: readonly ServerSideSession[]): number =>
  sessions.reduce((bytes, { ticket }) => bytes + (ticket?.length ?? 0), 0);

export function largeAnswersContract(make: MakeStore): void {
  describe('large answers', () => {
    it('end at 8 MiB and go on from the token, forward and back, without a gap', { timeout: 120_000 }, async () => {
      const scene = await Scene.open(make);
      const large = { ticket: 'x'.repeat(LIMITS.ticketBytes) };
      const ids = idsOf(await scene.createAll(Array.from({ length: RECORDS }, () => large)));

      const found: string[] = [];
      let token: string | null = null;
      do {
        const answer = await scene.store.getSessions(exactFilter({ subjectId: scene.subject }), token);
        if (answer.outcome !== 'found') throw new Error(answer.outcome);
        expect(bytesOf(answer.sessions)).toBeLessThanOrEqual(LIMITS.answerBytes);
        if (token !== null) {
          const elsewhere = await scene.store.getSessions(exactFilter({ sessionId: scene.sid }), token);
          expect(elsewhere.outcome).toBe('results-token-invalid');
        }
        found.push(...idsOf(answer.sessions));
        token = answer.resultsToken;
      } while (token !== null);
      expect(found).toEqual(ids);

      const forward: string[] = [];
      let page: QueryResult<ServerSideSession>;
      token = null;
      do {
        page = await scene.fullPage({ resultsToken: token });
        expect(bytesOf(page.results)).toBeLessThanOrEqual(LIMITS.answerBytes);
        forward.push(...idsOf(page.results));
        token = page.resultsToken;
      } while (page.hasNextResults);
      expect(forward).toEqual(ids);

      const past = await scene.page({ resultsToken: token });
      const backward: string[] = [];
      token = past.resultsToken;
      do {
        page = await scene.fullPage({ resultsToken: token, requestPriorResults: true });
        expect(bytesOf(page.results)).toBeLessThanOrEqual(LIMITS.answerBytes);
        backward.unshift(...idsOf(page.results));
        token = page.resultsToken;
      } while (page.hasPrevResults);
      // The last page back is the first one, filled from the start: it may repeat rows.
      expect([...new Set(backward)]).toEqual(ids);

      expect(idsOf((await scene.page()).results)).toEqual(ids);
      expect(await scene.deleteAll({ subjectId: scene.subject })).toBe(RECORDS);
    });
  });
}
