/** How much there is, and which envelopes a rotation still has to seal again. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Resealed } from '../../src/index-d1/resealing.ts';
import { db, delivery, emptyIndex, ended, endedGrant, idOf, live, liveGrant, newIndex, told } from './index-rows.ts';

afterEach(emptyIndex);

describe('the statistics', () => {
  it('tell active sessions from expired ones, and subjects that have one from those that have none', async () => {
    const of = (route: string, expires: number | null) => ({ route, expires });
    await newIndex().project(
      told([
        live(1, of('ada', null)),
        live(2, of('ada', 100)),
        live(3, of('bob', 100)),
        live(4, of('bob', 99)),
        live(5, of('eve', 101)),
        live(6, { ...of('eve', 50), partition: 'bff' }),
        live(7, { ...of('joe', null), partition: 'bff' }),
        ended(8, 1),
      ]),
    );
    const numbers = async (now: number) => {
      const { activeSessions, expiredNotRemoved, subjects } = await newIndex().stats(now);
      return [activeSessions, expiredNotRemoved, subjects];
    };
    expect(await numbers(98)).toEqual([5, 0, 3]);
    expect(await numbers(99)).toEqual([4, 1, 3]);
    expect(await numbers(100)).toEqual([2, 3, 2]);
    expect(await numbers(101)).toEqual([1, 4, 1]);
  });

  it('count envelopes by key and deliveries by status', async () => {
    await newIndex().project(
      told([live(1), live(2, { partition: 'bff' }), live(3, { keyId: 'key-2' }), ended(4, 1)], {
        grants: [liveGrant(1), liveGrant(2, { keyId: 'key-3' }), endedGrant(3, 1)],
        deliveries: [
          delivery(1),
          delivery(2),
          delivery(3, { status: 'dead', nextAttempt: null }),
          delivery(4, { status: 'delivered', nextAttempt: null }),
        ],
      }),
    );
    const { envelopes, ...stats } = await newIndex().stats(0);
    expect([...envelopes]).toEqual(
      expect.arrayContaining([
        ['key-1', 3],
        ['key-2', 1],
        ['key-3', 1],
      ]),
    );
    expect(envelopes.size).toBe(3);
    expect(stats).toMatchObject({ pendingDeliveries: 2, deadDeliveries: 1 });
    await newIndex().project(told([ended(3, 2)], { deliveries: [delivery(1, { revision: 2, status: 'delivered' })] }));
    const later = await newIndex().stats(0);
    expect(later.envelopes.has('key-2')).toBe(false);
    expect(later.pendingDeliveries).toBe(1);
  });

  it('of nothing are zero', async () => {
    expect(await newIndex().stats(0)).toEqual({
      activeSessions: 0,
      expiredNotRemoved: 0,
      subjects: 0,
      pendingDeliveries: 0,
      deadDeliveries: 0,
      envelopes: new Map(),
    });
  });
});

describe('a rotation', () => {
  it.each(['sessions', 'grants'] as const)('walks the live %s that another key sealed, to the end', async (of) => {
    const keyed = (n: number, keyId: string) => (of === 'sessions' ? live(n, { keyId }) : liveGrant(n, { keyId }));
    const rows = [1, 2, 3, 4].map((n) => keyed(n, n === 2 ? 'new' : 'old'));
    const over = of === 'sessions' ? ended(5, 1) : endedGrant(5, 1);
    await newIndex().project(told([], { [of]: [...rows, over] }));
    const walk = async () => {
      const found: Resealed[] = [];
      let from: number | null = 0;
      while (from !== null) {
        const { rows, next } = await newIndex().sealedByOtherKeys(of, 'new', from, 2);
        found.push(...rows.map(({ id, revision }) => ({ id, revision })));
        from = next;
      }
      return found;
    };
    expect(await walk()).toEqual([1, 3, 4].map((n) => ({ id: idOf(n), revision: 1 })));
    await newIndex().resealed(
      of,
      [1, 3].map((n) => ({ id: idOf(n), revision: 1 })),
      'new',
    );
    expect(await walk()).toEqual([{ id: idOf(4), revision: 1 }]);
    expect((await newIndex().stats(0)).envelopes).toEqual(
      new Map([
        ['new', 3],
        ['old', 1],
      ]),
    );
  });

  it('leaves revisions as they are, and what has changed since', async () => {
    await newIndex().project(told([live(1, { revision: 5, keyId: 'old' }), live(2, { revision: 7, keyId: 'other' })]));
    await newIndex().resealed(
      'sessions',
      [1, 2, 3].map((n) => ({ id: idOf(n), revision: 6 })),
      'new',
    );
    const { results } = await db.prepare('SELECT rev, key_id FROM ix ORDER BY n').all();
    expect(results).toEqual([
      { rev: 5, key_id: 'new' },
      { rev: 7, key_id: 'other' },
    ]);
  });
});
