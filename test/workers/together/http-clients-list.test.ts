/** The list of clients: order, pages, totals, tokens. Contract: "Clients", "QueryResult". Its D1 is this file's own. */
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { send, told } from '../http-client.ts';

interface Page {
  readonly resultsToken: string | null;
  readonly hasPrevResults: boolean;
  readonly hasNextResults: boolean;
  readonly totalCount: number | null;
  readonly totalCountAtLeast: number;
  readonly totalPages: number | null;
  readonly currentPage: number | null;
  readonly incomplete: boolean;
  readonly results: readonly { readonly clientId: string }[];
}

const db = (env as unknown as { INDEX: D1Database }).INDEX;
const TOKEN = { token: 'configure-token' } as const;
const query = (text: string) => send('GET', `/v1/clients?${text}`, TOKEN);

async function page(parameters: Readonly<Record<string, string | number | boolean | null>> = {}): Promise<Page> {
  const given = Object.entries(parameters).filter(([, value]) => value !== null);
  const response = await query(new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString());
  if (response.status !== 200) throw new Error(await response.text());
  return response.json();
}
const ids = ({ results }: Page): readonly string[] => results.map(({ clientId }) => clientId);

/** Registers without HTTP: many. */
async function fill(clientIds: readonly string[]): Promise<void> {
  await db
    .prepare(
      `INSERT OR IGNORE INTO client (client_id, enabled, session_required, claims, alg)
       SELECT value, 1, 1, '["sub"]', 'RS256' FROM json_each(?)`,
    )
    .bind(JSON.stringify(clientIds))
    .run();
}
const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `client-${String(n).padStart(5, '0')}`);
const remove = (clientId: string) => send('DELETE', `/v1/clients/${encodeURIComponent(clientId)}`, TOKEN);

beforeEach(async () => {
  await db.prepare('DELETE FROM client').run();
});

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

describe('a page', () => {
  it('of nothing is all zeros, without a token', async () => {
    expect(JSON.stringify(await page())).toBe(JSON.stringify(NOTHING));
    expect(await page({ requestPriorResults: true })).toEqual(NOTHING);
  });

  it('has 25 clients where it asks for none or for 0, and at most 1000', async () => {
    await fill(numbered(1_001));
    expect(ids(await page())).toEqual(numbered(25));
    expect(ids(await page({ countRequested: 0 }))).toHaveLength(25);
    expect(ids(await page({ countRequested: 1_000 }))).toHaveLength(1_000);
    expect(await told(await query('countRequested=1001'))).toBe('400 invalid-request countRequested');
    expect(await told(await query('fields=summary'))).toBe('400 invalid-request fields');
  });

  it('is in the order of UTF-8 bytes, which is not that of UTF-16', async () => {
    const inOrder = ['!', 'A', 'B', 'a', 'a!', 'aa', 'z', 'é', '中', '\ue000', '\uffee', '𐀀', '😀'];
    await fill(inOrder.toReversed());
    expect(ids(await page())).toEqual(inOrder);
    expect(inOrder.toSorted()).not.toEqual(inOrder);
  });

  it('says where it is, forward and back', async () => {
    await fill(numbered(7));
    const first = await page({ countRequested: 3 });
    expect(first).toMatchObject({
      hasPrevResults: false,
      hasNextResults: true,
      totalCount: 7,
      totalPages: 3,
      currentPage: 1,
    });
    const second = await page({ countRequested: 3, resultsToken: first.resultsToken });
    expect(second).toMatchObject({ hasPrevResults: true, hasNextResults: true, totalCountAtLeast: 7, currentPage: 2 });
    const third = await page({ countRequested: 3, resultsToken: second.resultsToken });
    expect(third).toMatchObject({ hasPrevResults: true, hasNextResults: false, currentPage: 3 });
    expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(numbered(7));
    const back = await page({ countRequested: 3, resultsToken: third.resultsToken, requestPriorResults: true });
    expect(back).toMatchObject({ hasPrevResults: true, hasNextResults: true, currentPage: 2 });
    expect(ids(back)).toEqual(ids(second));
    const start = await page({ countRequested: 3, resultsToken: back.resultsToken, requestPriorResults: true });
    expect(start).toMatchObject({ hasPrevResults: false, currentPage: 1 });
    expect(ids(start)).toEqual(ids(first));
  });

  it('past the end has no rows, the true totals, and a token whose previous page is the last one', async () => {
    await fill(numbered(5));
    const last = await page({ countRequested: 5 });
    const past = await page({ countRequested: 2, resultsToken: last.resultsToken });
    expect(past).toMatchObject({
      results: [],
      hasPrevResults: true,
      hasNextResults: false,
      totalCount: 5,
      totalPages: 3,
      currentPage: 3,
    });
    const back = await page({ countRequested: 2, resultsToken: past.resultsToken, requestPriorResults: true });
    expect(ids(back)).toEqual(numbered(5).slice(3));
  });

  it('before the start, and prior without a token, is the first page, filled up', async () => {
    await fill(numbered(5));
    expect(ids(await page({ countRequested: 2, requestPriorResults: true }))).toEqual(numbered(2));
    const first = await page({ countRequested: 1 });
    const second = await page({ countRequested: 2, resultsToken: first.resultsToken });
    const back = await page({ countRequested: 3, resultsToken: second.resultsToken, requestPriorResults: true });
    expect(ids(back)).toEqual(numbered(3));
    expect(back).toMatchObject({ hasPrevResults: false, hasNextResults: true, currentPage: 1 });
  });

  it('knows by existence whether there is more: what was removed is not', async () => {
    await fill(numbered(4));
    const first = await page({ countRequested: 2 });
    await remove('client-00002');
    await remove('client-00003');
    expect(await page({ countRequested: 2, resultsToken: first.resultsToken })).toMatchObject({
      results: [],
      hasNextResults: false,
    });
    const alone = await page({ countRequested: 1 });
    const second = await page({ countRequested: 1, resultsToken: alone.resultsToken });
    await remove('client-00000');
    const again = await page({ countRequested: 1, resultsToken: alone.resultsToken });
    expect(ids(again)).toEqual(ids(second));
    expect(again).toMatchObject({ hasPrevResults: false, totalCount: 1 });
  });

  it('totals are exact up to 10,000, and not counted where nobody asks', async () => {
    await fill(numbered(10_000));
    expect(await page({ countRequested: 1_000 })).toMatchObject({
      totalCount: 10_000,
      totalCountAtLeast: 10_000,
      totalPages: 10,
    });
    await fill(['one-more']);
    const many = { totalCount: null, totalPages: null, currentPage: null };
    expect(await page({ countRequested: 1 })).toMatchObject({
      ...many,
      totalCountAtLeast: 10_000,
      hasNextResults: true,
    });
    expect(await page({ countRequested: 1, totals: false })).toMatchObject({ ...many, totalCountAtLeast: 0 });
  });
});

it('a page reads its own rows and two more, wherever it is', async () => {
  await fill(numbered(2_000));
  const far = await page({ countRequested: 1_000 });
  const response = await query(`countRequested=10&totals=false&resultsToken=${far.resultsToken}`);
  const [, read] = /read;desc=(\d+)/.exec(response.headers.get('Server-Timing') ?? '') ?? [];
  expect(Number(read)).toBeLessThanOrEqual(13);
});

it('a walk in either direction shows every client that stays exactly once, while others come and go', async () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 3 })
    .filter((text) => text.trim() !== '' && !/\p{Cc}/u.test(text));
  const sets = fc.uniqueArray(name, { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      sets,
      sets,
      sets,
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      async (stay, go, come, sizes) => {
        await db.prepare('DELETE FROM client').run();
        const staying = stay.filter((id) => !go.includes(id));
        await fill([...staying, ...go]);
        const changes = [
          ...go.map((id) => () => db.prepare('DELETE FROM client WHERE client_id = ?').bind(id).run()),
          () => fill(come),
        ];
        const forward: string[] = [];
        let at = await page({ countRequested: sizes[0] ?? 1 });
        for (let n = 1; ; n += 1) {
          forward.push(...ids(at));
          await changes.pop()?.();
          if (at.results.length === 0) break;
          at = await page({ countRequested: sizes[n % sizes.length] ?? 1, resultsToken: at.resultsToken });
        }
        expect(forward.filter((id) => staying.includes(id)).toSorted()).toEqual(staying.toSorted());
        const back: string[] = [];
        while (at.resultsToken !== null && at.hasPrevResults) {
          at = await page({ countRequested: 2, resultsToken: at.resultsToken, requestPriorResults: true });
          back.unshift(...ids(at));
        }
        // The first page, reached backwards, is filled up and may repeat.
        expect([...new Set(back)].filter((id) => staying.includes(id)).toSorted()).toEqual(staying.toSorted());
      },
    ),
    { numRuns: 12 },
  );
});

describe('a token', () => {
  it('of the longest ids works', async () => {
    const longest = ['\u{10fffd}'.repeat(200), `${'\u{10fffd}'.repeat(199)}\u{10fffe}`];
    await fill(longest);
    const first = await page({ countRequested: 1 });
    expect(ids(await page({ countRequested: 1, resultsToken: first.resultsToken }))).toEqual(longest.slice(1));
  });

  it('of another list, an altered one, or none of ours is 400', async () => {
    await fill(numbered(3));
    const { resultsToken } = await page({ countRequested: 1 });
    const session = { scheme: 's', subjectId: 'a', sessionId: 'b', ticket: 't' };
    await send('POST', '/v1/sessions', { json: session });
    const sessions = await (await send('GET', '/v1/sessions')).json<{ resultsToken: string }>();
    for (const token of [sessions.resultsToken, `${resultsToken}A`, `${resultsToken?.slice(0, -1)}`, 'x', '%20']) {
      expect(await told(await query(`resultsToken=${token}`)), token).toBe('400 results-token-invalid');
    }
    expect(await told(await send('GET', `/v1/sessions?resultsToken=${resultsToken}`))).toBe(
      '400 results-token-invalid',
    );
  });
});
