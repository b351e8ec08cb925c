/** Whatever objects tell, and in whatever order it arrives: what triggers keep is what one would count. */
import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { DeliveryRow, GrantRow, IndexRow } from '../../src/index-d1/index-row.ts';
import { expectKept } from './index-kept.ts';
import { delivery, emptyIndex, ended, endedGrant, idOf, live, liveGrant, newIndex, told } from './index-rows.ts';

afterEach(emptyIndex);

const IDS = 6;
const revision = fc.integer({ min: 1, max: 12 });
const n = fc.nat(IDS - 1);
const keyId = fc.constantFrom('key-1', 'key-2', 'key-3');
const route = fc.constantFrom('object-1', 'object-2', 'object-3');
const clientIds = fc.array(fc.constantFrom('shop', 'bank', 'Ünï', 'x"y'), { maxLength: 4 });

const session: fc.Arbitrary<IndexRow> = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc.record({ n, revision, keyId, route, clientIds, created: fc.integer({ min: 1, max: 3 }) }),
    },
    { weight: 1, arbitrary: fc.record({ n, revision, route }) },
  )
  .map(({ n, ...fields }) =>
    'keyId' in fields
      ? live(n, { ...fields, partition: n === 0 ? 'bff' : '' })
      : ended(n, fields.revision, { route: fields.route }),
  );

const grant: fc.Arbitrary<GrantRow> = fc
  .record({ n, revision, keyId, over: fc.boolean() })
  .map(({ n, over, ...fields }) => (over ? endedGrant(n, fields.revision) : liveGrant(n, fields)));

const status = fc.constantFrom<DeliveryRow['status'][]>('pending', 'delivered', 'dead');
const sent: fc.Arbitrary<DeliveryRow> = fc
  .record({ n, revision, status })
  .map(({ n, ...fields }) => delivery(n, fields));

type Step =
  | {
      readonly kind: 'tell';
      readonly sessions: IndexRow[];
      readonly grants: GrantRow[];
      readonly deliveries: DeliveryRow[];
    }
  | { readonly kind: 'ghost' | 'reseal'; readonly n: number; readonly revision: number }
  | { readonly kind: 'purge' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('tell' as const),
      sessions: fc.array(session, { maxLength: 5 }),
      grants: fc.array(grant, { maxLength: 3 }),
      deliveries: fc.array(sent, { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('ghost' as const, 'reseal' as const), n, revision }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const) }) },
);

async function take(step: Step): Promise<void> {
  const index = newIndex();
  if (step.kind === 'tell') {
    const { sessions, ...others } = step;
    await index.project(told(sessions, others));
  } else if (step.kind === 'purge') {
    await index.purgeTombstones(Number.MAX_SAFE_INTEGER, 2);
    await index.purgeGrantTombstones(Number.MAX_SAFE_INTEGER, 2);
    await index.purgeDeliveries(Number.MAX_SAFE_INTEGER, 2);
  } else if (step.kind === 'ghost') {
    await index.removeGhost(idOf(step.n), step.revision);
  } else {
    const rows = [{ id: idOf(step.n), revision: step.revision }];
    await index.resealed('sessions', rows, 'key-9');
    await index.resealed('grants', rows, 'key-9');
  }
}

it('after random inserts, updates, moves, ends, late rows, ghosts, purges and envelopes sealed again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      for (const one of steps) await take(one);
      await expectKept();
      await emptyIndex();
    }),
    { numRuns: 150 },
  );
}, 120_000);

it('after a whole flush of one subject, and its end', async () => {
  const rows = Array.from({ length: 200 }, (_, n) =>
    live(n, { route: 'object-1', clientIds: ['shop', `client-${n % 7}`] }),
  );
  await newIndex().project(told(rows));
  await expectKept();
  expect(await newIndex().stats(0)).toMatchObject({ activeSessions: 200, subjects: 1 });
  await newIndex().project(told(rows.map((_, n) => ended(n, 2, { route: 'object-1' }))));
  await expectKept();
  expect(await newIndex().stats(0)).toMatchObject({ activeSessions: 0, subjects: 0 });
});
