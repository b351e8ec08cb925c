/** Removals by sid: what they leave behind, what they find, and who is told of them afterwards. */
import { afterEach, expect, it } from 'vitest';
import type { Fence } from '../../../src/index-d1/index-row.ts';
import { emptyIndex, ended, endedGrant, idOf, live, liveGrant, NOON, newIndex, REMOVAL, told } from '../index-rows.ts';

afterEach(emptyIndex);

const fencesOver = async (...rows: Parameters<typeof told>): Promise<readonly Fence[]> =>
  (await newIndex().project(told(...rows))).fences;

it('a removal leaves a fence for each kind that it takes, with all that an end needs to know', async () => {
  const removal = {
    ...REMOVAL,
    kinds: ['session', 'tokens', 'consents'],
    clients: ['shop', 'Bänk "x"'],
    reason: 'user_logout',
    onBehalfOf: 'Ada',
    notify: true,
  } as const;
  await newIndex().fenceAndLocate({ ...removal, limit: 9 });
  const { kinds, ...rest } = removal;
  expect(await fencesOver([live(1)])).toEqual(kinds.map((kind) => ({ ...rest, kind })));
});

it('a removal that takes nothing leaves no fence, and still says where the sessions are', async () => {
  await newIndex().project(told([live(1)]));
  const { sessions, grants } = await newIndex().fenceAndLocate({ ...REMOVAL, kinds: [], limit: 9 });
  expect(sessions).toHaveLength(1);
  expect(grants).toEqual([]);
  expect(await fencesOver([live(1, { revision: 2 })])).toEqual([]);
});

it('a removal in further partitions fences the sessions of each, and says where they are, in order and in steps', async () => {
  const sessionId = 'SID-1';
  await newIndex().project(
    told([
      live(1, { sessionId }),
      live(2, { sessionId, partition: 'b', created: 1 }),
      live(3, { sessionId, partition: 'a', created: 3 }),
      live(4, { sessionId, partition: 'a', created: 2 }),
      live(5, { sessionId, partition: 'c' }),
      live(6, { sessionId: 'sid-1', partition: 'a' }),
      ended(7, 1),
    ]),
  );
  const partitions = ['b', 'a', 'nowhere'];
  const removal = { ...REMOVAL, kinds: ['tokens'], limit: 2 } as const;
  let revision = 1;
  for (const fenced of [false, true]) {
    const { sessions, inPartitions } = await newIndex().fenceAndLocate({ ...removal, alsoIn: { partitions, fenced } });
    expect(sessions.map(({ id }) => id)).toEqual([idOf(1)]);
    expect(inPartitions.map(({ id }) => id)).toEqual([idOf(4), idOf(3)]);
    const last = inPartitions.at(-1) ?? null;
    const rest = await newIndex().locateInPartitions(partitions, sessionId, last, 2);
    expect(rest).toEqual([{ id: idOf(2), route: 'route-2', home: 'home-2', partition: 'b', created: 1 }]);
    const under = async (partition: string) => {
      const fences = await fencesOver([live(8, { sessionId, partition, revision: revision++ })]);
      await newIndex().project(told([ended(8, revision++)]));
      return fences.map(({ kind }) => kind);
    };
    expect(await under('a')).toEqual(fenced ? ['session'] : []);
    expect(await under('nowhere')).toEqual(fenced ? ['session'] : []);
    expect(await under('c')).toEqual([]);
  }
  expect((await newIndex().fenceAndLocate(removal)).inPartitions).toEqual([]);
});

it('fences hold for grants under the sid, whoever they are of', async () => {
  await newIndex().fenceAndLocate({ ...REMOVAL, kinds: ['tokens'], limit: 9 });
  await newIndex().fenceAndLocate({ ...REMOVAL, partition: 'bff', limit: 9 });
  const kinds = async (...rows: Parameters<typeof told>) => (await fencesOver(...rows)).map(({ kind }) => kind);
  expect(await kinds([], { grants: [liveGrant(5, { sessionId: 'SID-1', subjectId: null })] })).toEqual(['tokens']);
  expect(await kinds([], { grants: [liveGrant(6), liveGrant(7, { sessionId: null })] })).toEqual([]);
  expect(await kinds([ended(1, 1)], { grants: [endedGrant(5, 2)] })).toEqual([]);
  expect(await kinds([live(1, { partition: 'bff' })])).toEqual(['session']);
});

it('a removal that takes grants finds the live ones under the sid, in steps', async () => {
  const sessionId = 'SID-1';
  await newIndex().project(
    told([live(1)], {
      grants: [
        liveGrant(1),
        liveGrant(2, { sessionId, subjectId: null, expiration: 1 }),
        liveGrant(3),
        liveGrant(4, { sessionId, type: 'user_consent' }),
        endedGrant(5, 1),
        liveGrant(6, { sessionId: null }),
      ],
    }),
  );
  const { sessions, grants } = await newIndex().fenceAndLocate({ ...REMOVAL, kinds: ['tokens'], limit: 2 });
  expect(sessions).toEqual([{ id: idOf(1), route: 'route-1', home: 'home-1', created: NOON + 1 }]);
  expect(grants.map(({ n: _, ...grant }) => grant)).toEqual(
    [1, 2].map((n) => ({ id: idOf(n), route: `route-${n}`, home: `home-${n}` })),
  );
  const rest = await newIndex().locateGrantsBySid(sessionId, grants.at(-1)?.n ?? 0, 2);
  expect(rest.map(({ id }) => id)).toEqual([idOf(4)]);
  const { grants: none } = await newIndex().fenceAndLocate({ ...REMOVAL, kinds: ['session'], limit: 2 });
  expect(none).toEqual([]);
});
