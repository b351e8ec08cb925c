/** The list of sessions that have ended: rows, order, filters, pages. Contract: "Session management". */
import { describe, expect, it } from 'vitest';
import { created, fresh, keyHeader, newSession, send, told } from '../http-client.ts';
import { type Ended, getList, history, managed, removeSessions, walked } from '../management-client.ts';
import { newTicket, remove, renew, stored } from '../ticket-client.ts';

const NOTHING = {
  resultsToken: null,
  hasPrevResults: false,
  hasNextResults: false,
  totalCount: 0,
  totalCountAtLeast: 0,
  totalPages: 0,
  currentPage: 0,
  incomplete: false,
  results: [],
};
const drop = (key: string, headers: Readonly<Record<string, string>> = {}) =>
  send('DELETE', '/v1/session', { headers: { ...keyHeader(key), ...headers } });
/** Ends so many sessions of one subject, one after the other; sids in the order of their ends. */
async function ends(count: number): Promise<{ readonly subjectId: string; readonly sids: readonly string[] }> {
  const subjectId = fresh('subject');
  const sids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { key, sessionId } = await created({ subjectId });
    await drop(key);
    sids.push(sessionId);
  }
  return { subjectId, sids };
}

describe('a row', () => {
  it('tells who it was, since when, until when, why and by whom, in order', async () => {
    const given = { displayName: 'Jürgen 🦊', device: 'Firefox on Windows', created: '2026-01-01T00:00:00.000Z' };
    const { id, key, subjectId, sessionId } = await created(given);
    const from = Date.now();
    await drop(key, { 'On-Behalf-Of': encodeURIComponent('Hélène, support') });
    const { results } = await history({ subjectId });
    const [{ ended } = { ended: '' }] = results;
    expect(Date.parse(ended)).toBeGreaterThanOrEqual(from);
    expect(Date.parse(ended)).toBeLessThanOrEqual(Date.now());
    const row: Ended = {
      id,
      subjectId,
      sessionId,
      displayName: given.displayName,
      device: given.device,
      created: given.created,
      ended,
      reason: 'terminated',
      actor: 'store',
      onBehalfOf: 'Hélène, support',
    };
    expect(JSON.stringify(results)).toBe(JSON.stringify([row]));
  });
  it('is there as soon as the end was acknowledged, and the session is not', async () => {
    for (let n = 0; n < 10; n += 1) {
      const { key, session } = await stored();
      const { subjectId } = session;
      expect((await history({ subjectId })).results).toEqual([]);
      expect((await managed({ subjectId })).results).toHaveLength(1);
      await remove(key);
      expect((await history({ subjectId })).results).toMatchObject([{ id: session.id, reason: 'user_logout' }]);
      expect((await managed({ subjectId })).results).toEqual([]);
    }
  });
  it('names the token whose request it was', async () => {
    for (const [token, actor] of [
      ['store-token', 'store'],
      ['all-token', 'all'],
    ] as const) {
      const { key, subjectId } = await created();
      await send('DELETE', '/v1/session', { token, headers: keyHeader(key) });
      expect((await history({ subjectId })).results).toMatchObject([{ actor, onBehalfOf: null }]);
    }
  });
  it('of a session that moves stays with whom it was', async () => {
    const { key, session } = await stored();
    const other = fresh('other');
    await renew(key, newTicket({ subject: other }));
    expect((await history({ subjectId: session.subjectId })).results).toMatchObject([
      { id: session.id, sessionId: session.sessionId, reason: 'replaced' },
    ]);
    expect((await history({ subjectId: other })).results).toEqual([]);
    const again = newSession({
      subjectId: session.subjectId,
      created: '2026-01-01T00:00:00Z',
      renewed: '2026-01-01T00:00:00Z',
    });
    await send('PUT', '/v1/session', { json: again, headers: keyHeader(key) });
    expect((await history({ subjectId: other })).results).toMatchObject([{ id: session.id, reason: 'replaced' }]);
  });
  it('is written once, whatever is repeated', async () => {
    const { key, subjectId, sessionId } = await created();
    await Promise.all([drop(key), drop(key), removeSessions({ subjectId }), removeSessions({ sessionId })]);
    await drop(key);
    await removeSessions({ subjectId });
    expect((await history({ subjectId })).totalCount).toBe(1);
  });
});

describe('filters', () => {
  it('are exact, ANDed, both optional, and a blank one is not set', async () => {
    const sessionId = fresh('shared');
    const [one, other] = [await created({ sessionId }), await created({ sessionId })];
    const { key, subjectId } = await created({ subjectId: one.subjectId });
    for (const each of [one.key, other.key, key]) await drop(each);
    const idsOf = async (parameters: Readonly<Record<string, string>>) =>
      (await history(parameters)).results.map(({ id }) => id).toSorted();
    expect(await idsOf({ sessionId })).toEqual([one.id, other.id].toSorted());
    expect(await idsOf({ subjectId })).toHaveLength(2);
    expect(await idsOf({ subjectId, sessionId })).toEqual([one.id]);
    expect(await idsOf({ subjectId: ' ', sessionId })).toEqual([one.id, other.id].toSorted());
    expect((await idsOf({})).length).toBeGreaterThanOrEqual(3);
    for (const subject of [subjectId.slice(1), subjectId.toUpperCase(), `${subjectId} `, '%', 'subject']) {
      expect(await history({ subjectId: subject })).toEqual(NOTHING);
    }
  });
});

describe('pages', () => {
  it('have the newest end first', async () => {
    const { subjectId, sids } = await ends(7);
    const { results } = await history({ subjectId });
    expect(results.map(({ sessionId }) => sessionId)).toEqual(sids.toReversed());
  });
  it('say where they are, forward and back', async () => {
    const { subjectId, sids } = await ends(7);
    const newest = sids.toReversed();
    const page = async (parameters: Readonly<Record<string, string | number | boolean | null>>) => {
      const { results, ...rest } = await history({ subjectId, countRequested: 3, ...parameters });
      return { sids: results.map(({ sessionId }) => sessionId), ...rest };
    };
    const first = await page({});
    expect(first).toMatchObject({
      sids: newest.slice(0, 3),
      hasPrevResults: false,
      hasNextResults: true,
      totalCount: 7,
      totalCountAtLeast: 7,
      totalPages: 3,
      currentPage: 1,
      incomplete: false,
    });
    const second = await page({ resultsToken: first.resultsToken });
    expect(second).toMatchObject({
      sids: newest.slice(3, 6),
      hasPrevResults: true,
      hasNextResults: true,
      currentPage: 2,
    });
    const third = await page({ resultsToken: second.resultsToken });
    expect(third).toMatchObject({ sids: newest.slice(6), hasPrevResults: true, hasNextResults: false, currentPage: 3 });
    const back = await page({ resultsToken: third.resultsToken, requestPriorResults: true });
    expect(back).toMatchObject({ sids: newest.slice(3, 6), hasPrevResults: true, hasNextResults: true });
    const start = await page({ resultsToken: back.resultsToken, requestPriorResults: true });
    expect(start).toMatchObject({ sids: newest.slice(0, 3), hasPrevResults: false, currentPage: 1 });
    const past = await page({ resultsToken: third.resultsToken });
    expect(past).toMatchObject({ sids: [], hasPrevResults: true, hasNextResults: false, totalCount: 7 });
    expect(await page({ resultsToken: past.resultsToken, requestPriorResults: true })).toMatchObject({
      sids: newest.slice(4),
    });
    expect(await page({ totals: false })).toMatchObject({ totalCount: null, totalCountAtLeast: 0, totalPages: null });
  });
  it('show each row of one transaction exactly once, at any size', async () => {
    const subjectId = fresh('subject');
    const sessions = await Promise.all(Array.from({ length: 23 }, () => created({ subjectId })));
    await removeSessions({ subjectId });
    const ids = sessions.map(({ id }) => id).toSorted();
    for (const countRequested of [1, 4, 10, 23, 24]) {
      const rows = (await walked<Ended>('history', { subjectId, countRequested })).flat();
      expect(new Set(rows.map(({ ended }) => ended)).size).toBe(1);
      expect(rows.map(({ id }) => id).toSorted()).toEqual(ids);
    }
  });
  it('go on where they were when more ends', async () => {
    const { subjectId, sids } = await ends(4);
    const first = await history({ subjectId, countRequested: 2 });
    const { key, sessionId } = await created({ subjectId });
    await drop(key);
    const second = await history({ subjectId, countRequested: 2, resultsToken: first.resultsToken });
    expect(second.results.map((row) => row.sessionId)).toEqual([sids[1], sids[0]]);
    expect(second.totalCount).toBe(5);
    const back = await history({
      subjectId,
      countRequested: 9,
      resultsToken: first.resultsToken,
      requestPriorResults: true,
    });
    expect(back.results[0]?.sessionId).toBe(sessionId);
  });
  it('of nothing are all zeros, without a token', async () => {
    expect(JSON.stringify(await history({ subjectId: fresh('nobody') }))).toBe(JSON.stringify(NOTHING));
  });
});

it('a token belongs to its list and its filters', async () => {
  const { subjectId, sids } = await ends(2);
  const { resultsToken } = await history({ subjectId, countRequested: 1 });
  const ask = async (list: string, parameters: Readonly<Record<string, string | null>>) =>
    told(await getList(list, { resultsToken, ...parameters }));
  expect(await ask('history', { subjectId })).toBe('200');
  expect(await ask('history', { subjectId, sessionId: ' ' })).toBe('200');
  expect(await ask('history', { subjectId, totals: 'false', countRequested: '7' })).toBe('200');
  for (const parameters of [{}, { subjectId: fresh('x') }, { subjectId, sessionId: sids[0] ?? '' }]) {
    expect(await ask('history', parameters)).toBe('400 results-token-invalid');
  }
  for (const list of ['deliveries', 'sessions'])
    expect(await ask(list, { subjectId })).toBe('400 results-token-invalid');
  for (const token of ['x', ' ', `${resultsToken}A`, resultsToken?.slice(0, -1) ?? '']) {
    expect(await told(await getList('history', { subjectId, resultsToken: token }))).toBe('400 results-token-invalid');
  }
});
