/** Grants in the index: what is told of them, and how they are found without their subject. */
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { GrantPosition, SubjectlessFilter } from '../../src/index-d1/grant-look.ts';
import type { GrantRow, LiveGrantRow } from '../../src/index-d1/index-row.ts';
import { db, emptyIndex, endedGrant, idOf, liveGrant, metered, NOON, newIndex, told } from './index-rows.ts';

afterEach(emptyIndex);

const tell = (...grants: GrantRow[]) => metered((index) => index.project(told([], { grants })));
const row = (n: number) =>
  db.prepare('SELECT * FROM gx WHERE id = ?').bind(idOf(n)).first<Record<string, unknown> & { readonly n: number }>();

const NONE: SubjectlessFilter = { sessionId: null, clientIds: null, types: null, grantId: null, lookup: null };

/** All that match, in steps; and how many steps it took. */
async function located(filter: Partial<SubjectlessFilter>, limit = 1_000) {
  const ids: string[] = [];
  let after: GrantPosition | null = null;
  for (let steps = 1; ; steps += 1) {
    const { located: found, next } = await newIndex().locateGrants({ ...NONE, ...filter }, after, limit);
    expect(found.length).toBeLessThanOrEqual(limit);
    ids.push(...found.map(({ id }) => id));
    if (next === null) return { ids, steps };
    after = next;
  }
}

describe('a grant in the index', () => {
  it('holds only where its revision is higher, in whatever order it arrives', async () => {
    await tell(liveGrant(1, { revision: 5, lookup: 'newer' }), endedGrant(2, 9));
    await tell(liveGrant(1, { revision: 4, lookup: 'older' }), liveGrant(2, { revision: 8 }));
    expect(await row(1)).toMatchObject({ rev: 5, lookup: 'newer' });
    expect(await row(2)).toMatchObject({ rev: 9, state: 'ended' });
  });

  it('that ends leaves a tombstone with nothing personal in it, and its key may be used again', async () => {
    await tell(liveGrant(1, { grantId: 'g', lookup: 'l', expiration: 9 }));
    await tell(endedGrant(1, 2));
    const { n: _, ...tombstone } = (await row(1)) ?? {};
    expect(Object.entries(tombstone).filter(([, value]) => value !== null)).toEqual([
      ['id', idOf(1)],
      ['route', 'route-1'],
      ['home', 'home-1'],
      ['state', 'ended'],
      ['rev', 2],
      ['at', NOON + 1],
    ]);
    await tell(liveGrant(1, { revision: 3 }));
    expect(await row(1)).toMatchObject({ state: 'live', subject: 'subject-1' });
  });

  it('costs a row for each index that it is in, and 3 for its end', async () => {
    const written = async (grant: GrantRow) => (await tell(grant)).cost.written;
    expect(await written(liveGrant(1, { expiration: NOON }))).toBe(7);
    expect(await written(liveGrant(1, { revision: 2, expiration: NOON + 9 }))).toBe(5);
    expect(await written(liveGrant(1))).toBe(0);
    expect(await written(endedGrant(1, 3))).toBe(3);
    expect(await written(liveGrant(2, { grantId: 'g', lookup: 'l', expiration: NOON }))).toBe(9);
  });
});

describe('grants by a filter without a subject', () => {
  const word = fc.constantFrom('a', 'b', 'B', 'ü', 'x"y');
  const maybe = fc.option(word, { nil: null, freq: 2 });
  const fields = fc.record({
    type: word,
    sessionId: maybe,
    clientId: maybe,
    grantId: maybe,
    lookup: maybe,
  }) satisfies fc.Arbitrary<Partial<LiveGrantRow>>;
  const list = fc.option(fc.array(word, { minLength: 1, maxLength: 3 }), { nil: null, freq: 3 });
  /** Each criterion leads the walk as often as the others. */
  const filter = fc
    .tuple(fc.record({ grantId: maybe, lookup: maybe, sessionId: maybe, clientIds: list, types: list }), fc.nat(4))
    .map(([all, first]) => {
      const dropped = Object.keys(all).slice(0, first);
      return { ...all, ...Object.fromEntries(dropped.map((name) => [name, null])) };
    })
    .filter((filter) => Object.values(filter).some((value) => value !== null));

  it('are those that match all of it, each once, in steps of any size', async () => {
    const matches = (grant: LiveGrantRow, { sessionId, grantId, lookup, clientIds, types }: SubjectlessFilter) =>
      (sessionId === null || grant.sessionId === sessionId) &&
      (grantId === null || grant.grantId === grantId) &&
      (lookup === null || grant.lookup === lookup) &&
      (clientIds === null || (grant.clientId !== null && clientIds.includes(grant.clientId))) &&
      (types === null || types.includes(grant.type));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fields, { minLength: 15, maxLength: 40 }),
        fc.array(filter, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (all, filters, limit) => {
          const grants = all.map((of, n) => liveGrant(n, of));
          await tell(...grants, endedGrant(90, 1));
          for (const one of filters) {
            const { ids } = await located(one, limit);
            expect(ids.toSorted()).toEqual(grants.flatMap((grant) => (matches(grant, one) ? [grant.id] : [])).sort());
          }
          await emptyIndex();
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  it('are walked on where they were left, though others came and went', async () => {
    await tell(...[1, 2, 3, 4, 5].map((n) => liveGrant(n, { clientId: n % 2 === 0 ? 'a' : 'b' })));
    const filter = { ...NONE, clientIds: ['b', 'a'] };
    expect((await located(filter, 1)).ids).toEqual([2, 4, 1, 3, 5].map(idOf));
    const first = await newIndex().locateGrants(filter, null, 3);
    await tell(endedGrant(1, 2), endedGrant(2, 2), liveGrant(6, { clientId: 'b' }), liveGrant(7, { clientId: 'a' }));
    const second = await newIndex().locateGrants({ ...NONE, clientIds: ['a', 'b'] }, first.next, 9);
    expect([...first.located, ...second.located].map(({ id }) => id)).toEqual([2, 4, 1, 3, 5, 6].map(idOf));
    expect(second.next).toBeNull();
  });

  it('reads two rows for each that it tests and stops at 1,000, also where nothing matches', async () => {
    await tell(...Array.from({ length: 2_500 }, (_, n) => liveGrant(n, { sessionId: n === 2_400 ? 'rare' : 'other' })));
    const { answer, cost } = await metered((index) =>
      index.locateGrants({ ...NONE, clientIds: ['shop'], types: ['user_consent'] }, null, 10),
    );
    expect(answer).toMatchObject({ located: [], next: { value: 'shop' } });
    expect(cost.read).toBeLessThanOrEqual(2_010);
    expect(await located({ clientIds: ['shop'], types: ['user_consent'] }, 10)).toEqual({ ids: [], steps: 3 });
    expect(await located({ sessionId: 'rare', clientIds: ['shop'] }, 10)).toEqual({ ids: [idOf(2_400)], steps: 1 });
    for (const [filter, limit] of [
      [{ ...NONE, sessionId: 'rare', types: ['refresh_token'] }, 10],
      [{ ...NONE, grantId: 'nobody' }, 10],
    ] as const)
      expect((await metered((index) => index.locateGrants(filter, null, limit))).cost.read).toBeLessThan(10);
    const { cost: plain } = await metered((index) => index.locateGrants({ ...NONE, clientIds: ['shop'] }, null, 10));
    expect(plain.read).toBeLessThan(30);
    // Deep in the walk no more is read than at its start.
    const deep = { value: 'shop', n: (await row(2_300))?.n ?? 0 };
    const { cost: late } = await metered((index) => index.locateGrants({ ...NONE, clientIds: ['shop'] }, deep, 10));
    expect(late.read).toBeLessThan(30);
  });
});

describe('expired grants', () => {
  it('are those whose expiration is now or before, the longest expired first, in steps', async () => {
    await tell(
      liveGrant(1, { expiration: 100 }),
      liveGrant(2, { expiration: 50 }),
      liveGrant(3, { expiration: 100 }),
      liveGrant(4, { expiration: 101 }),
      liveGrant(5),
      endedGrant(6, 1),
    );
    const first = await newIndex().expiredGrants(100, null, 2);
    expect(first.map(({ n: _, ...grant }) => grant)).toEqual([
      { id: idOf(2), route: 'route-2', home: 'home-2', expiration: 50 },
      { id: idOf(1), route: 'route-1', home: 'home-1', expiration: 100 },
    ]);
    expect((await newIndex().expiredGrants(100, first.at(-1) ?? null, 9)).map(({ id }) => id)).toEqual([idOf(3)]);
  });
});
