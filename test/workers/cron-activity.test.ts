/** What cron counts by the hour: sign-ins and ends, each once, however late, however often the run is started. */
import { beforeEach, describe, expect, it } from 'vitest';
import { countActivity } from '../../src/cron/activity.ts';
import { purge } from '../../src/cron/purge.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import type { ActivityHour } from '../../src/session/activity.ts';
import { Meter } from '../../src/session/cost.ts';
import { END_REASONS, type EndReason } from '../../src/session/ending.ts';
import { budgetOf, cronParts, DAY, HOUR } from './cron-scene.ts';
import { emptyIndex, ended, live, NOON, newIndex, past, told } from './index-rows.ts';
import { db } from './within-service.ts';

/** The moment of a run: so many hours after noon, and five minutes. */
const at = (hours: number) => NOON + hours * HOUR + 5 * 60_000;
const run = (hours: number, changes: Parameters<typeof cronParts>[0] = {}) =>
  countActivity(cronParts({ now: () => at(hours), ...changes }));

const none = Object.fromEntries(END_REASONS.map((reason) => [reason, 0])) as Record<EndReason, number>;
const hour = (n: number, signIns: number, endings: Partial<Record<EndReason, number>> = {}): ActivityHour => ({
  hour: NOON + n * HOUR,
  signIns,
  endings: { ...none, ...endings },
});
const counted = (from: number, to: number) => newIndex().activity({ from: NOON + from * HOUR, to: NOON + to * HOUR });

beforeEach(emptyIndex);

describe('an hour that is over', () => {
  it('has the sessions that began in it, alive or ended, and the ends in it by reason', async () => {
    await newIndex().project(
      told(
        [
          live(1, { created: NOON }),
          live(2, { created: NOON + HOUR - 1 }),
          live(3, { created: NOON + HOUR }),
          live(4, { created: NOON - 1 }),
          live(5, { created: NOON + 1, partition: 'bff' }),
          ended(6, 2),
        ],
        {
          history: [
            past(6, { created: NOON, ended: NOON + 1 }),
            ...END_REASONS.map((reason, n) => past(10 + n, { created: NOON + n, ended: NOON + HOUR - 1, reason })),
            past(20, { created: NOON + 5, ended: NOON + HOUR, reason: 'expired' }),
            past(21, { created: NOON - DAY, ended: NOON, reason: 'expired' }),
          ],
        },
      ),
    );
    await run(1);
    expect(await counted(-1, 2)).toEqual([
      hour(-1, 1),
      hour(0, 9, { user_logout: 1, terminated: 2, expired: 2, replaced: 1, limit: 1 }),
    ]);
    await run(2);
    expect(await counted(1, 3)).toEqual([hour(1, 1, { expired: 1 })]);
  });

  it('is not counted before it is over', async () => {
    await newIndex().project(told([live(1, { created: NOON })]));
    await run(0.9);
    expect(await counted(0, 1)).toEqual([]);
  });

  it('has a key that went to another person as two sign-ins, and an update that kept `created` as one', async () => {
    const began = { created: NOON, ended: NOON + 9, reason: 'replaced' } as const;
    await newIndex().project(
      told([live(1, { created: NOON + 9, revision: 2 }), live(2, { created: NOON, revision: 3 })], {
        history: [past(1, began), past(2, began), past(2, { ...began, revision: 2 })],
      }),
    );
    await run(1);
    expect(await counted(0, 1)).toEqual([hour(0, 3, { replaced: 3 })]);
  });
});

describe('what reaches the index late', () => {
  it('is counted for three hours', async () => {
    await run(1);
    await newIndex().project(told([live(1, { created: NOON })]));
    await run(3);
    expect(await counted(0, 1)).toEqual([hour(0, 1)]);
    await newIndex().project(told([live(2, { created: NOON })]));
    await run(4);
    expect(await counted(0, 1)).toEqual([hour(0, 2)]);
    await newIndex().project(told([live(3, { created: NOON })]));
    await run(5);
    expect(await counted(0, 1)).toEqual([hour(0, 2)]);
  });

  it('is counted for as long as an object is known to hold it back, for a day at most', async () => {
    await newIndex().setUnprojected([{ route: 'r', since: NOON + 1 }]);
    for (const hours of [1, 5, 9]) await run(hours);
    await newIndex().project(told([live(1, { created: NOON + 1 })]));
    await run(10);
    expect(await counted(0, 1)).toEqual([hour(0, 1)]);
    await run(25);
    await newIndex().project(told([live(2, { created: NOON + 1 })]));
    await run(26);
    expect(await counted(0, 1)).toEqual([hour(0, 1)]);
  });
});

describe('a run', () => {
  it('counts an hour once only, and costs next to nothing until the next is over', async () => {
    expect(await run(1)).toBe(24);
    const meter = new Meter();
    expect(await run(1.9, { index: new SessionIndex(db, meter) })).toBe(0);
    expect(meter.total).toMatchObject({ d1: 1, written: 0 });
    expect(meter.total.read).toBeLessThanOrEqual(1);
    expect(await run(2)).toBe(4);
  });

  it('beside another one, and after one that died before it could say so, comes to the same numbers', async () => {
    await newIndex().project(told([live(1, { created: NOON })], { history: [past(2, { ended: NOON + 2 })] }));
    class Dying extends SessionIndex {
      override setCursor(): Promise<void> {
        throw new Error('the platform ended it');
      }
    }
    await expect(run(1, { index: new Dying(db, new Meter()) })).rejects.toThrow('the platform ended it');
    await Promise.all([run(2), run(2), run(2)]);
    expect(await counted(0, 2)).toEqual([hour(0, 2, { terminated: 1 }), hour(1, 0)]);
  });

  it('after a pause makes up the days between, each within its budget, as far as history goes back', async () => {
    await run(1);
    const days = [1, 2, 3];
    await newIndex().project(
      told([], { history: days.map((day) => past(day, { created: NOON + day * DAY, ended: NOON + day * DAY + 1 })) }),
    );
    expect(await run(4 * 24, { budget: budgetOf(1) })).toBe(24);
    await run(4 * 24);
    const all = await counted(0, 4 * 24);
    expect(all).toHaveLength(4 * 24);
    expect(all.filter(({ signIns }) => signIns > 0)).toEqual(days.map((day) => hour(day * 24, 1, { terminated: 1 })));
  });

  it('does not count again what history holds no more', async () => {
    await run(1);
    await newIndex().setUnprojected([{ route: 'r', since: NOON }]);
    await run(10 * 24, { historyKept: DAY });
    expect(await counted(1, 9 * 24 + 1)).toEqual([]);
    expect(await counted(9 * 24 + 1, 10 * 24)).toHaveLength(23);
  });

  it('reads the rows of its hours and none of the others, at 50,000 of each', async () => {
    const rows = 50_000;
    // The last of them a moment before the last hour is over.
    const first = NOON - HOUR - rows * (HOUR / 100);
    const fill = (from: number) =>
      `WITH RECURSIVE c (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM c WHERE i + 1 < ${from + 10_000})`;
    for (let from = 0; from < rows; from += 10_000) {
      await db.batch([
        db.prepare(
          `${fill(from)} INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, name_folded, created, renewed)
           SELECT printf('%043d', i), 'r' || i, 'h', '', 'live', 1, 1, 's', 's', 'c', 'n', ${first} + i * ${HOUR / 100}, 1 FROM c`,
        ),
        db.prepare(
          `${fill(from)} INSERT INTO history (id, rev, subject, sid, created, ended, reason, actor)
           SELECT printf('%043d', i + ${rows}), 1, 's', 's', 1, ${first} + i * ${HOUR / 100}, 'expired', 'system' FROM c`,
        ),
      ]);
    }
    await run(-2);
    const meter = new Meter();
    expect(await run(-1, { index: new SessionIndex(db, meter) })).toBe(4);
    expect(await counted(-5, -1)).toEqual([-5, -4, -3, -2].map((n) => hour(n, 100, { expired: 100 })));
    console.log(`4 hours of 100 that began and 100 that ended: ${meter.total.read} rows read`);
    expect(meter.total.read).toBeLessThan(4 * 100 * 4);
  });
});

it('counts go with history', async () => {
  await run(1);
  const { activity } = await purge(cronParts({ now: () => at(25), historyKept: DAY }));
  expect(activity).toBe(24);
  expect(await counted(-48, 2)).toEqual([]);
});
