/** What objects tell the index, what it tells them, and what cron asks of it. */
import { afterEach, describe, expect, it } from 'vitest';
import { CLIENT_DEFAULTS } from '../../../src/client/client.ts';
import { D1Clients } from '../../../src/index-d1/d1-clients.ts';
import type { IndexRow } from '../../../src/index-d1/index-row.ts';
import { projectRows } from '../../../src/index-d1/projector.ts';
import { Meter } from '../../../src/session/cost.ts';
import {
  db,
  delivery,
  emptyIndex,
  ended,
  endedGrant,
  idOf,
  live,
  metered,
  NOON,
  newIndex,
  past,
  REMOVAL,
  told,
} from '../index-rows.ts';

afterEach(emptyIndex);

const row = (n: number): Promise<Record<string, unknown> | null> =>
  db.prepare('SELECT * FROM ix WHERE id = ?').bind(idOf(n)).first();
const textOf = async (phrase: string): Promise<number> => {
  const { results } = await db.prepare('SELECT rowid FROM ix_text WHERE ix_text MATCH ?').bind(phrase).all();
  return results.length;
};

describe('a projection', () => {
  it('holds only where its revision is higher, in whatever order it arrives', async () => {
    const index = newIndex();
    await index.project(told([live(1, { revision: 5, displayName: 'newer' })]));
    await index.project(told([live(1, { revision: 4, displayName: 'older' }), ended(2, 9)]));
    await index.project(told([live(1, { revision: 5, displayName: 'same' }), live(2, { revision: 8 })]));
    expect(await row(1)).toMatchObject({ rev: 5, display_name: 'newer' });
    expect(await row(2)).toMatchObject({ rev: 9, state: 'ended' });
  });

  it('follows a session to another object', async () => {
    await newIndex().project(told([live(1)]));
    await newIndex().project(told([live(1, { revision: 2, route: 'elsewhere' })]));
    expect(await newIndex().locateBySid('', 'SID-1', null, 9)).toEqual([
      { id: idOf(1), route: 'elsewhere', home: 'home-1', created: NOON + 1 },
    ]);
  });

  it('of an end leaves a tombstone with nothing personal in it', async () => {
    await newIndex().project(told([live(1)]));
    expect(await textOf('subject : "subject-1"')).toBe(1);
    await newIndex().project(told([ended(1, 2)]));
    expect(await textOf('subject : "subject-1"')).toBe(0);
    const { n, ...tombstone } = (await row(1)) ?? {};
    expect(n).toBeTypeOf('number');
    expect(Object.entries(tombstone).filter(([, value]) => value !== null)).toEqual([
      ['id', idOf(1)],
      ['route', 'route-1'],
      ['home', 'home-1'],
      ['partition', ''],
      ['state', 'ended'],
      ['rev', 2],
      ['at', NOON + 1],
    ]);
    expect(await newIndex().summaryById(idOf(1))).toBeNull();
  });

  it('gives an id a new life after its tombstone', async () => {
    await newIndex().project(told([ended(1, 1)]));
    await newIndex().project(told([live(1, { revision: 2 })]));
    expect(await textOf('subject : "subject-1"')).toBe(1);
    expect(await newIndex().summaryById(idOf(1))).toMatchObject({ subjectId: 'subject-1', revision: 2 });
  });

  it('keeps the earlier of both ends, large revisions and early times exactly', async () => {
    const early = -62_135_596_800_000;
    await newIndex().project(
      told([
        live(1, { expires: 20, absoluteExpires: 10, revision: 2 ** 53 - 1, created: early }),
        live(2, { expires: null, absoluteExpires: null }),
      ]),
    );
    expect(await row(1)).toMatchObject({ ends: 10, rev: 2 ** 53 - 1, created: early });
    expect(await row(2)).toMatchObject({ ends: null });
  });

  it('of a live session is two statements, and writes 9 rows for a new subject, 4 for a renewal, 5 for an end, 7 for the last, 0 when stale', async () => {
    const written = async (statements: number, ...rows: IndexRow[]) => {
      const { cost } = await metered((index) => index.project(told(rows)));
      expect(cost.d1).toBe(statements);
      return cost.written;
    };
    expect(await written(2, live(1))).toBe(9);
    expect(await written(2, live(2, { route: 'route-1' }))).toBe(8);
    expect(await written(2, live(1, { revision: 2, renewed: NOON + 9, expires: NOON + 99 }))).toBe(4);
    expect(await written(2, live(1))).toBe(0);
    expect(await written(1, ended(2, 3, { route: 'route-1' }))).toBe(5);
    expect(await written(1, ended(1, 3))).toBe(7);
    expect(await written(2, live(2, { revision: 4, partition: 'shop' }))).toBe(4);
    expect(await written(2, ...Array.from({ length: 50 }, (_, n) => live(n + 10)))).toBe(450);
  });

  it('writes a row more for each client of a session, and none for them where only the times change', async () => {
    const written = async (row: IndexRow) => (await metered((index) => index.project(told([row])))).cost.written;
    expect(await written(live(1, { clientIds: ['shop', 'bank'] }))).toBe(11);
    expect(await written(live(1, { clientIds: ['shop', 'bank'], revision: 2, expires: NOON + 99 }))).toBe(4);
    expect(await written(live(1, { clientIds: ['shop', 'bank', 'post'], revision: 3 }))).toBe(5);
    expect(await written(live(1, { clientIds: ['shop', 'bank', 'post'], revision: 4, keyId: 'key-2' }))).toBe(6);
    expect(await written(ended(1, 5))).toBe(10);
  });

  it('of an end of everything is four statements', async () => {
    const { cost } = await metered((index) =>
      index.project(
        told([ended(1, 2), ended(2, 2)], {
          grants: [endedGrant(1, 2)],
          history: [past(1), past(2)],
          deliveries: [delivery(1)],
        }),
      ),
    );
    expect(cost.d1).toBe(4);
  });

  it('of nothing asks nothing', async () => {
    const { answer, cost } = await metered((index) => index.project(told([])));
    expect({ answer, cost }).toEqual({
      answer: { fences: [], clients: [] },
      cost: { object: 0, d1: 0, read: 0, written: 0 },
    });
  });

  it('binds less than 1 MB at a time, however much it is', async () => {
    const binds: number[] = [];
    const noting = {
      prepare: (text: string) => ({
        bind: (...values: unknown[]) => {
          binds.push(...values.map((value) => new TextEncoder().encode(String(value)).length));
          return db.prepare(text).bind(...values);
        },
      }),
      batch: (statements: D1PreparedStatement[]) => db.batch(statements),
    } as unknown as D1Database;
    const wide = { displayName: '😀ü"'.repeat(60), device: '語'.repeat(200) };
    const rows = Array.from({ length: 3_000 }, (_, n) => live(n, wide));
    const history = rows.map((_, n) => past(n, wide));
    const meter = new Meter();
    await projectRows(noting, meter, told(rows, { history }));
    expect(binds.reduce((sum, bytes) => sum + bytes)).toBeGreaterThan(6_000_000);
    expect(Math.max(...binds)).toBeLessThan(1_000_000);
    expect(meter.total.d1).toBe(3);
    for (const table of ['ix', 'history'])
      expect(await db.prepare(`SELECT count(*) AS n FROM ${table}`).first()).toEqual({ n: 3_000 });
    expect(await row(2_999)).toMatchObject({ display_name: wide.displayName, device: wide.device, sid: 'SID-2999' });
  });

  it('tells the registrations of the clients that its live sessions have', async () => {
    const clients = new D1Clients(db, new Meter());
    for (const clientId of ['shop', 'bank', 'post']) await clients.put({ clientId, ...CLIENT_DEFAULTS });
    const { clients: registered } = await newIndex().project(
      told([live(1, { clientIds: ['shop', 'nobody'] }), live(2, { clientIds: ['bank', 'shop'] }), ended(3, 1)]),
    );
    expect(registered.map(({ clientId }) => clientId).sort()).toEqual(['bank', 'shop']);
    expect(registered).toContainEqual({ clientId: 'shop', ...CLIENT_DEFAULTS });
    expect(await newIndex().registrations(['post', 'nobody'])).toEqual([{ clientId: 'post', ...CLIENT_DEFAULTS }]);
    expect(await newIndex().registrations([])).toEqual([]);
  });

  it('tells the fences over the sids of its live rows', async () => {
    await newIndex().fenceAndLocate({ ...REMOVAL, limit: 9 });
    await newIndex().fenceAndLocate({ ...REMOVAL, partition: 'shop', limit: 9 });
    expect((await newIndex().project(told([live(1), live(2)]))).fences).toEqual([
      {
        partition: '',
        sessionId: 'SID-1',
        kind: 'session',
        clients: null,
        reason: 'terminated',
        actor: 'operator',
        onBehalfOf: null,
        notify: false,
        at: NOON,
      },
    ]);
    expect((await newIndex().project(told([live(3), ended(1, 2)]))).fences).toEqual([]);
  });
});

describe('a removal by sid', () => {
  it('finds the live sessions under the sid in this partition, in order, and goes on after the last one', async () => {
    const sessionId = 'SID-1';
    await newIndex().project(
      told([
        live(3, { sessionId, created: 7 }),
        live(1, { sessionId, created: 9, expires: 1 }),
        live(2, { sessionId, created: 8 }),
        live(4, { sessionId: 'sid-1' }),
        live(5, { sessionId, partition: 'shop' }),
        ended(6, 1),
      ]),
    );
    const { sessions: first } = await newIndex().fenceAndLocate({ ...REMOVAL, limit: 2 });
    expect(first.map(({ route }) => route)).toEqual(['route-3', 'route-2']);
    const rest = await newIndex().locateBySid('', sessionId, first.at(-1) ?? null, 2);
    expect(rest.map(({ route }) => route)).toEqual(['route-1']);
  });
});

describe('sessions by their public ids', () => {
  it('are the live ordinary ones of them, expired or not', async () => {
    await newIndex().project(told([live(1, { expires: 1 }), ended(2, 1), live(3, { partition: 'shop' }), live(4)]));
    expect(await newIndex().sessionsByIds([1, 2, 3, 5].map(idOf))).toEqual([
      { id: idOf(1), route: 'route-1', home: 'home-1', subjectId: 'subject-1', sessionId: 'SID-1' },
    ]);
    expect(await newIndex().sessionsByIds([])).toEqual([]);
  });
});

describe('expired sessions', () => {
  it('are those of every partition that end now or before, the longest expired first', async () => {
    await newIndex().project(
      told([
        live(1, { expires: 100 }),
        live(2, { expires: 99, partition: 'shop' }),
        live(3, { expires: 101 }),
        live(4, { expires: null, absoluteExpires: 50 }),
        live(5, { expires: null }),
        ended(6, 1),
      ]),
    );
    const first = await newIndex().expired(100, null, 2);
    expect(first).toEqual([
      { id: idOf(4), route: 'route-4', home: 'home-4', partition: '', ends: 50 },
      { id: idOf(2), route: 'route-2', home: 'home-2', partition: 'shop', ends: 99 },
    ]);
    expect((await newIndex().expired(100, first.at(-1) ?? null, 2)).map(({ ends }) => ends)).toEqual([100]);
    const of = async (kind: 'sessions' | 'partitions') =>
      (await newIndex().expired(100, null, 9, kind)).map(({ id }) => id);
    expect(await of('sessions')).toEqual([idOf(4), idOf(1)]);
    expect(await of('partitions')).toEqual([idOf(2)]);
  });
});

describe('a sweep', () => {
  it('forgets the oldest tombstones and fences first, a bounded number at once, and says how many', async () => {
    await newIndex().project(
      told([ended(1, 1, { at: 10 }), ended(2, 1, { at: 20 }), ended(3, 1, { at: 30 }), live(4, { at: 1 })]),
    );
    expect(await newIndex().purgeTombstones(30, 1)).toBe(1);
    expect(await row(1)).toBeNull();
    expect(await newIndex().purgeTombstones(30, 9)).toBe(1);
    expect(await newIndex().purgeTombstones(30, 9)).toBe(0);
    expect(await row(3)).not.toBeNull();
    expect(await row(4)).not.toBeNull();
    for (const at of [1, 2, 3]) await newIndex().fenceAndLocate({ ...REMOVAL, at, limit: 1 });
    expect(await newIndex().purgeFences(3, 9)).toBe(2);
    expect(await newIndex().purgeFences(3, 9)).toBe(0);
  });

  it('removes a ghost only as it was looked at', async () => {
    await newIndex().project(told([live(1, { revision: 7 })]));
    expect(await newIndex().removeGhost(idOf(1), 6)).toBe(false);
    expect(await newIndex().removeGhost(idOf(1), 7)).toBe(true);
    expect(await row(1)).toBeNull();
  });

  it('walks the live rows by number to the end, past tombstones', async () => {
    await newIndex().project(told([live(1), ended(2, 1), ended(3, 1), live(4, { partition: 'shop', revision: 8 })]));
    const walked: unknown[] = [];
    let from: number | null = 0;
    while (from !== null) {
      const { rows, next } = await newIndex().sample(from, 2);
      walked.push(...rows.map(({ n, ...located }) => located));
      from = next;
    }
    expect(walked).toEqual([
      { id: idOf(1), route: 'route-1', home: 'home-1', revision: 1 },
      { id: idOf(4), route: 'route-4', home: 'home-4', revision: 8 },
    ]);
  });

  it('remembers where it was, under a name', async () => {
    expect(await newIndex().cursor('drift')).toBeNull();
    await newIndex().setCursor('drift', '5');
    await newIndex().setCursor('drift', '6');
    expect(await newIndex().cursor('drift')).toBe('6');
    await newIndex().setCursor('drift', null);
    expect(await newIndex().cursor('drift')).toBeNull();
  });
});
