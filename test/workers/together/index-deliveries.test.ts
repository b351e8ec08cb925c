/** Deliveries and history in D1: what objects tell of them, and what is asked of them one at a time. */
import { afterEach, describe, expect, it } from 'vitest';
import type { DeliveryRow, HistoryRow } from '../../../src/index-d1/index-row.ts';
import { db, delivery, emptyIndex, idOf, metered, NOON, newIndex, past, told } from '../index-rows.ts';

afterEach(emptyIndex);

const tell = (...deliveries: DeliveryRow[]) => metered((index) => index.project(told([], { deliveries })));
const remember = (...history: HistoryRow[]) => metered((index) => index.project(told([], { history })));
const count = async (table: string) =>
  (await db.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n;

describe('a delivery', () => {
  it('is found by its id as it was told last, by revision', async () => {
    const dead = delivery(1, { revision: 7, status: 'dead', attempts: 8, lastError: '410', nextAttempt: null });
    await tell(dead);
    await tell(delivery(1, { revision: 6, attempts: 7 }));
    expect(await newIndex().delivery(idOf(1))).toEqual(dead);
    const again = { ...dead, revision: 8, status: 'pending', nextAttempt: NOON } as const;
    await tell(again);
    expect(await newIndex().delivery(idOf(1))).toEqual(again);
    expect(await newIndex().delivery(idOf(2))).toBeNull();
  });

  it('writes 9 rows, 3 for an attempt that failed, 2 once it is delivered', async () => {
    const written = async (of: DeliveryRow) => (await tell(of)).cost.written;
    expect(await written(delivery(1))).toBe(9);
    expect(await written(delivery(1, { revision: 2, attempts: 1, nextAttempt: NOON + 99 }))).toBe(3);
    expect(await written(delivery(1, { revision: 3, status: 'delivered', nextAttempt: null }))).toBe(2);
    expect(await written(delivery(1))).toBe(0);
  });

  it('that should have gone out names its object, each object once, the longest overdue first', async () => {
    await tell(
      delivery(1, { nextAttempt: 30 }),
      delivery(2, { nextAttempt: 10, route: 'b' }),
      delivery(3, { nextAttempt: 20, route: 'b' }),
      delivery(4, { nextAttempt: 31 }),
      delivery(5, { status: 'dead', nextAttempt: null }),
    );
    expect([...(await newIndex().overdueDeliveryRoutes(31, 9))].sort()).toEqual(['b', 'route-1']);
    expect(await newIndex().overdueDeliveryRoutes(31, 2)).toEqual(['b']);
    expect(await newIndex().overdueDeliveryRoutes(10, 9)).toEqual([]);
  });
});

describe('an entry of history', () => {
  it('is there once, however often it is told, and never changes; a session may end several times', async () => {
    expect((await remember(past(1))).cost.written).toBe(5);
    expect((await remember(past(1, { reason: 'expired' }))).cost.written).toBe(0);
    await remember(past(1, { revision: 2, reason: 'replaced', actor: 'shop', onBehalfOf: 'Ada' }));
    const { results } = await db.prepare('SELECT * FROM history ORDER BY rev').all();
    expect(results).toEqual([
      expect.objectContaining({ id: idOf(1), rev: 1, subject: 'subject-1', sid: 'SID-1', reason: 'terminated' }),
      expect.objectContaining({
        rev: 2,
        reason: 'replaced',
        actor: 'shop',
        on_behalf_of: 'Ada',
        display_name: 'Person 1',
      }),
    ]);
  });
});

describe('a sweep', () => {
  it('forgets the oldest history first, a bounded number at once', async () => {
    await remember(past(1, { ended: 10 }), past(2, { ended: 20 }), past(3, { ended: 30 }));
    expect(await newIndex().purgeHistory(30, 1)).toBe(1);
    expect(await newIndex().purgeHistory(30, 9)).toBe(1);
    expect(await newIndex().purgeHistory(30, 9)).toBe(0);
    expect(await count('history')).toBe(1);
  });

  it('forgets finished deliveries, and keeps those that are pending', async () => {
    await tell(
      delivery(1, { created: 10 }),
      delivery(2, { created: 11, status: 'dead', nextAttempt: null }),
      delivery(3, { created: 12, status: 'delivered', nextAttempt: null }),
      delivery(4, { created: 13, status: 'dead', nextAttempt: null }),
    );
    expect(await newIndex().purgeDeliveries(13, 1)).toBe(1);
    expect(await newIndex().purgeDeliveries(13, 9)).toBe(1);
    expect(await newIndex().delivery(idOf(1))).not.toBeNull();
    expect(await newIndex().delivery(idOf(4))).not.toBeNull();
  });
});
