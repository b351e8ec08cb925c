/** What session management asks the index: sessions by client, active or expired, beside the filters of the store. */
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { ManagementPageOutcome, UserSessionQuery } from '../../../src/index-d1/management-page.ts';
import type { IndexedUserSession } from '../../../src/index-d1/user-session-row.ts';
import type { QueryResult } from '../../../src/session/session-filter.ts';
import { emptyIndex, idOf, NOON, newIndex, query, tokenKey } from '../index-rows.ts';
import { managementScenario, walkManagementBothWays } from '../management-walks.ts';
import { end, keep, userSession, userSessionQuery } from '../user-session-rows.ts';

const NOW = NOON + 1_000_000;

const asked = async (fields: Partial<UserSessionQuery>, now = NOW): Promise<ManagementPageOutcome> =>
  newIndex().managementPage(userSessionQuery(fields), now, [await tokenKey()]);

async function paged(fields: Partial<UserSessionQuery> = {}, now = NOW): Promise<QueryResult<IndexedUserSession>> {
  const outcome = await asked(fields, now);
  if (outcome.outcome !== 'page') throw new Error('the token was refused');
  return outcome.page;
}

const found = async (fields: Partial<UserSessionQuery>, now = NOW): Promise<readonly number[]> =>
  (await paged(fields, now)).results.map(({ route }) => Number(route.slice(6)));

afterEach(emptyIndex);

describe('a walk through the pages of session management', () => {
  it('visits every session that is there throughout exactly once, both ways, while others come, go and change', async () => {
    await fc.assert(
      fc.asyncProperty(managementScenario(true), (plan) => walkManagementBothWays(plan, { budgeted: false })),
      { numRuns: 80 },
    );
  });
});

describe('a row', () => {
  it('is a session with its issuer and its clients, and where its record is', async () => {
    await keep(userSession(1, { clientIds: ['b', 'a', '"'], expires: NOW + 5, absoluteExpires: NOW + 9 }));
    const shown = {
      id: idOf(1),
      scheme: 'cookie',
      subjectId: 'subject-1',
      sessionId: 'SID-1',
      displayName: 'Person 1',
      device: 'Firefox on Windows',
      created: NOON + 1,
      renewed: NOON + 1,
      expires: NOW + 5,
      absoluteExpires: NOW + 9,
      revision: expect.any(Number),
      route: 'route-1',
      home: 'home-1',
      issuer: 'https://issuer.example',
      clientIds: ['b', 'a', '"'],
    };
    expect((await paged()).results).toEqual([shown]);
    expect(await newIndex().userSessionById(idOf(1))).toEqual(shown);
  });

  it('without issuer and clients says so', async () => {
    await keep(userSession(1, { issuer: null }));
    expect((await paged()).results).toMatchObject([{ issuer: null, clientIds: [] }]);
  });

  it('by its id is nothing where there is no ordinary session', async () => {
    await keep(userSession(1), userSession(2, { partition: 'shop' }));
    await end(1);
    for (const id of [idOf(1), idOf(2), idOf(3), '']) expect(await newIndex().userSessionById(id)).toBeNull();
  });
});

describe('a client filter', () => {
  it('is exact, and finds the client wherever it is in the list', async () => {
    await keep(
      userSession(1, { clientIds: ['web', 'app'] }),
      userSession(2, { clientIds: ['app', 'web'] }),
      userSession(3, { clientIds: ['webapp', 'WEB'] }),
      userSession(4),
    );
    expect(await found({ clientId: 'web' })).toEqual([1, 2]);
    expect(await found({ clientId: 'WEB' })).toEqual([3]);
    expect(await found({ clientId: 'we' })).toEqual([]);
    expect(await found({ clientId: 'web', subjectId: 'ct-2' })).toEqual([2]);
  });

  it('follows what becomes of a session', async () => {
    await keep(userSession(1, { clientIds: ['web'] }), userSession(2, { clientIds: ['web'] }));
    await keep(userSession(2, { clientIds: ['app'] }), userSession(3, { clientIds: ['web'], created: NOON }));
    expect(await found({ clientId: 'web' })).toEqual([3, 1]);
    await end(3);
    await keep(userSession(1, { clientIds: ['web'], partition: 'shop' }));
    expect(await paged({ clientId: 'web' })).toMatchObject({ results: [], totalCount: 0, resultsToken: null });
    expect(await found({ clientId: 'app' })).toEqual([2]);
  });
});

describe('the filter of active sessions', () => {
  it('goes by the earlier end: what ends now has expired', async () => {
    await keep(
      userSession(1, { expires: NOW }),
      userSession(2, { expires: NOW + 1 }),
      userSession(3, { absoluteExpires: NOW, expires: NOW + 9 }),
      userSession(4, { absoluteExpires: NOW + 9 }),
      userSession(5),
      userSession(6, { expires: NOW - 1, partition: 'shop' }),
    );
    expect(await found({ active: true })).toEqual([2, 4, 5]);
    expect(await found({ active: false })).toEqual([1, 3]);
    expect(await found({ active: false }, NOW + 1)).toEqual([1, 2, 3]);
    expect(await found({ active: null })).toEqual([1, 2, 3, 4, 5]);
  });

  it('is counted', async () => {
    await keep(...[1, 2, 3, 4, 5].map((n) => userSession(n, n > 3 ? { expires: NOW } : {})));
    const figures = { totalCount: 3, totalCountAtLeast: 3, totalPages: 2, currentPage: 1 };
    expect(await paged({ active: true, countRequested: 2 })).toMatchObject(figures);
    expect(await paged({ active: false })).toMatchObject({ totalCount: 2, totalPages: 1 });
    expect(await paged({ active: true, totals: false })).toMatchObject({ totalCount: null, totalCountAtLeast: 0 });
  });

  it('holds together with every other one', async () => {
    await keep(
      userSession(1, { expires: NOW, clientIds: ['web'], displayName: 'Ärger' }),
      userSession(2, { clientIds: ['web'], displayName: 'Ärger' }),
      userSession(3, { expires: NOW, clientIds: ['web'] }),
      userSession(4, { expires: NOW, displayName: 'Ärger' }),
    );
    expect(await found({ active: false, clientId: 'web', displayName: 'ÄRG' })).toEqual([1]);
    expect(await found({ active: true, clientId: 'web', displayName: 'ÄRG' })).toEqual([2]);
    expect(await found({ active: false, clientId: 'web', displayName: 'ä' })).toEqual([1]);
  });
});

describe('a results token of session management', () => {
  it('is bound to the client and to active or not', async () => {
    await keep(...[1, 2, 3].map((n) => userSession(n, { clientIds: ['web'] })));
    const filter = { clientId: 'web', active: true } as const;
    const { resultsToken } = await paged({ ...filter, countRequested: 1 });
    expect(await found({ ...filter, resultsToken, countRequested: 2, totals: false })).toEqual([2, 3]);
    for (const other of [
      {},
      { clientId: 'web' },
      { active: true },
      { ...filter, active: false },
      { ...filter, clientId: 'app' },
      { ...filter, subjectId: 's' },
    ]) {
      expect((await asked({ ...other, resultsToken })).outcome).toBe('results-token-invalid');
    }
  });

  it('does not open for the session store, nor the other way round', async () => {
    await keep(userSession(1), userSession(2));
    const keys = [await tokenKey()];
    const { resultsToken } = await paged({ countRequested: 1 });
    expect((await newIndex().page(query({ resultsToken }), keys)).outcome).toBe('results-token-invalid');
    const store = await newIndex().page(query({ countRequested: 1 }), keys);
    const ofStore = store.outcome === 'page' ? store.page.resultsToken : '';
    expect((await asked({ resultsToken: ofStore })).outcome).toBe('results-token-invalid');
  });
});
