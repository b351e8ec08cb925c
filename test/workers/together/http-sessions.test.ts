/** The operations on many records, over HTTP. Contract: "Session store". Paging itself: the contract suite. */
import { describe, expect, it } from 'vitest';
import { created, fresh, get, type Session, send, told } from '../http-client.ts';

const find = (json: unknown) => send('POST', '/v1/sessions/find', { json });
const drop = (json: unknown) => send('POST', '/v1/sessions/delete', { json });
interface Found {
  readonly sessions: readonly Session[];
  readonly resultsToken: string | null;
}
interface Page {
  readonly resultsToken: string | null;
  readonly results: readonly Record<string, unknown>[];
}
const page = async (query: string): Promise<Page> => (await send('GET', `/v1/sessions?${query}`)).json();

describe('GetSessions', () => {
  it('finds by subject, by sid and by both, exactly, in the order of creation, expired ones too', async () => {
    const [subjectId, sessionId] = [fresh('S'), fresh('T')];
    const later = await created({ subjectId, sessionId, created: '2026-01-02T00:00:00Z' });
    const earlier = await created({ subjectId, created: '2026-01-01T00:00:00Z', expires: '2026-01-01T00:00:00Z' });
    const other = await created({ sessionId, created: '2026-01-03T00:00:00Z' });
    const answers: [object, Session[]][] = [
      [{ subjectId }, [earlier, later]],
      [{ sessionId }, [later, other]],
      [{ subjectId, sessionId }, [later]],
      [{ subjectId, sessionId: '  ' }, [earlier, later]],
      [{ subjectId: null, sessionId }, [later, other]],
      [{ subjectId: subjectId.toLowerCase() }, []],
      [{ subjectId: subjectId.slice(0, -1) }, []],
    ];
    for (const [filter, sessions] of answers) {
      expect(await (await find(filter)).json<Found>()).toEqual({ sessions, resultsToken: null });
    }
  });
  it.each([[{}], [{ subjectId: null }], [{ subjectId: '', sessionId: ' ' }], [{ sessionId: '\t' }]])(
    '%j sets no filter',
    async (filter) => {
      expect(await told(await find(filter))).toBe('400 filter-required');
      expect(await told(await drop(filter))).toBe('400 filter-required');
    },
  );
  it.each([
    [{ subjectId: 1 }, 'subjectId'],
    [{ subjectId: 'a'.repeat(201) }, 'subjectId'],
    [{ sessionId: ' '.repeat(201) }, 'sessionId'],
    [{ sessionId: 'a\u0000' }, 'sessionId'],
    [{ subjectId: 'a', displayName: 'x' }, 'displayName'],
  ])('%j is refused', async (filter, path) => {
    expect(await told(await find(filter))).toBe(`400 invalid-request ${path}`);
    expect(await told(await drop(filter))).toBe(`400 invalid-request ${path}`);
  });
  it('refuses a token that is none of its own', async () => {
    for (const resultsToken of ['', ' ', 'x', 'a'.repeat(10_000), '😀']) {
      expect(await told(await find({ subjectId: 'a', resultsToken }))).toBe('400 results-token-invalid');
    }
    expect(await told(await find({ subjectId: 'a', resultsToken: 1 }))).toBe('400 invalid-request resultsToken');
  });
});

describe('DeleteSessions', () => {
  it('ends what the filter matches and says how many', async () => {
    const [subjectId, sessionId] = [fresh('subject'), fresh('sid')];
    const both = await created({ subjectId, sessionId });
    const bySubject = await created({ subjectId });
    const bySid = await created({ sessionId });
    expect(await (await drop({ subjectId, sessionId })).json()).toEqual({ deleted: 1 });
    expect(await told(await get(both.key))).toBe('404 session-not-found');
    expect(await (await drop({ subjectId })).json()).toEqual({ deleted: 1 });
    expect(await told(await get(bySubject.key))).toBe('404 session-not-found');
    expect((await get(bySid.key)).status).toBe(200);
    expect(await (await drop({ sessionId })).json()).toEqual({ deleted: 1 });
    expect(await (await drop({ sessionId })).json()).toEqual({ deleted: 0 });
  });
  it('takes no resultsToken: it always means all', async () => {
    expect(await told(await drop({ subjectId: 'a', resultsToken: 'x' }))).toBe('400 invalid-request resultsToken');
  });
});

describe('GetAndRemoveExpiredSessions', () => {
  it.each([
    [{}],
    [{ count: null }],
    [{ count: 0 }],
    [{ count: 1001 }],
    [{ count: 1.5 }],
    [{ count: '5' }],
    [{ count: -1 }],
  ])('%j is refused', async (json) => {
    expect(await told(await send('POST', '/v1/sessions/remove-expired', { json }))).toBe('400 invalid-request count');
  });
  it('hands each expired record to exactly one caller', async () => {
    const expired = [];
    for (let n = 0; n < 5; n += 1) expired.push(await created({ expires: '2020-01-01T00:00:00Z' }));
    const live = await created({ expires: '2099-01-01T00:00:00Z' });
    const answers = await Promise.all(
      [1000, 1000, 2].map((count) => send('POST', '/v1/sessions/remove-expired', { json: { count } })),
    );
    const bodies = await Promise.all(answers.map((answer) => answer.json<{ sessions: Session[] }>()));
    const removed = bodies.flatMap(({ sessions }) => sessions.map(({ id }) => id));
    expect(new Set(removed).size).toBe(removed.length);
    for (const { id, key } of expired) {
      expect(removed).toContain(id);
      expect(await told(await get(key))).toBe('404 session-not-found');
    }
    expect((await get(live.key)).status).toBe(200);
  });
});

describe('QuerySessions', () => {
  it('answers a page of whole records, or of summaries', async () => {
    const session = await created({ displayName: fresh('Ärger İ') });
    const name = encodeURIComponent((session.displayName ?? '').toLowerCase());
    expect(await page(`displayName=${name}`)).toEqual({
      resultsToken: expect.any(String),
      hasPrevResults: false,
      hasNextResults: false,
      totalCount: 1,
      totalCountAtLeast: 1,
      totalPages: 1,
      currentPage: 1,
      incomplete: false,
      results: [session],
    });
    const { key: _key, ticket: _ticket, ...summary } = session;
    expect((await page(`displayName=${name}&fields=summary`)).results).toEqual([summary]);
  });
  it('contains, case-sensitive for ids, AND', async () => {
    const session = await created({ subjectId: fresh('Contained-SUBJECT') });
    const part = session.subjectId.slice(1, -1);
    const ids = async (query: string) => (await page(query)).results.map(({ id }) => id);
    expect(await ids(`subjectId=${part}`)).toEqual([session.id]);
    expect(await ids(`subjectId=${part.toLowerCase()}`)).toEqual([]);
    expect(await ids(`subjectId=${part}&sessionId=${session.sessionId}`)).toEqual([session.id]);
    expect(await ids(`subjectId=${part}&sessionId=another`)).toEqual([]);
  });
  it('goes on with its token, and refuses any other', async () => {
    const subjectId = fresh('paged');
    for (let n = 0; n < 3; n += 1) await created({ subjectId });
    const first = await page(`subjectId=${subjectId}&countRequested=2`);
    const token = encodeURIComponent(first.resultsToken ?? '');
    const second = await page(`subjectId=${subjectId}&countRequested=2&resultsToken=${token}`);
    expect([first.results.length, second.results.length]).toEqual([2, 1]);
    for (const query of [
      `resultsToken=${token}`,
      `subjectId=${subjectId}&resultsToken=x`,
      'resultsToken=%20',
      'resultsToken=😀',
    ]) {
      expect(await told(await send('GET', `/v1/sessions?${query}`))).toBe('400 results-token-invalid');
    }
  });
  it('says nothing of a match where there is none', async () => {
    expect(await page(`subjectId=${fresh('none')}`)).toEqual({
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
  });
});
