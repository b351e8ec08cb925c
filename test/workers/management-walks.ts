/** Random walks through the pages of session management, with all its filters, while the sessions change. */
import * as fc from 'fast-check';
import type { LiveRow } from '../../src/index-d1/index-row.ts';
import { foldName, type QueryResult } from '../../src/session/session-filter.ts';
import { emptyIndex, idOf, newIndex, tokenKey } from './index-rows.ts';
import {
  type Row,
  type Turn,
  type WalkChecks,
  type WalkedList,
  type WalkPlan,
  walkListBothWays,
} from './list-walks.ts';
import { end, keep, userSession, userSessionQuery } from './user-session-rows.ts';

const IDS = 40;
const NOW = 5_000;
/** A client's id may be what stands between two of them in JSON. */
const CLIENTS = ['web', 'app', 'we', ',', '","', '"', 'Web', '😀', '\\'];

const fields: fc.Arbitrary<Partial<LiveRow>> = fc.record({
  created: fc.integer({ min: 1000, max: 1012 }),
  subjectId: fc.constantFrom('alice', 'alicia', 'bob', 'ob'),
  displayName: fc.constantFrom(null, 'Ärger Alice', 'bob'),
  clientIds: fc.subarray(CLIENTS),
  expires: fc.constantFrom(null, NOW - 1, NOW, NOW + 1),
  absoluteExpires: fc.constantFrom(null, NOW - 1, NOW + 1),
  partition: fc.constantFrom('', '', '', 'shop'),
});

interface Filter {
  readonly subjectId: string | null;
  readonly displayName: string | null;
  readonly clientId: string | null;
  readonly active: boolean | null;
}

const filter: fc.Arbitrary<Filter> = fc.record({
  subjectId: fc.constantFrom(null, null, 'alic', 'ob', 'b'),
  displayName: fc.constantFrom(null, null, 'ÄRGER', 'o'),
  clientId: fc.option(fc.constantFrom(...CLIENTS), { freq: 1 }),
  active: fc.constantFrom(null, true, false),
});

type Change =
  | { readonly kind: 'put' | 'renew'; readonly n: number; readonly row: Partial<LiveRow> }
  | { readonly kind: 'end'; readonly n: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom('put', 'renew'), n: fc.nat(IDS - 1), row: fields }),
  fc.record({ kind: fc.constant('end' as const), n: fc.nat(IDS - 1) }),
);

export interface ManagementScenario extends WalkPlan<Change> {
  readonly rows: readonly { readonly n: number; readonly row: Partial<LiveRow> }[];
  readonly filter: Filter;
}

/** `atLeast`: sessions at the beginning. */
export const managementScenario = (changing: boolean, atLeast = 0): fc.Arbitrary<ManagementScenario> =>
  fc.record({
    rows: fc.uniqueArray(fc.record({ n: fc.nat(IDS - 1), row: fields }), {
      selector: ({ n }) => n,
      minLength: atLeast,
      maxLength: IDS,
    }),
    filter,
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    changes: changing ? fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }) : fc.constant([]),
  });

class Model implements WalkedList<Change> {
  readonly #rows = new Map<number, LiveRow>();
  readonly #filter: Filter;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  async fill(rows: ManagementScenario['rows']): Promise<void> {
    for (const { n, row } of rows) this.#rows.set(n, userSession(n, row));
    await keep(...this.#rows.values());
  }

  async page(turn: Turn): Promise<QueryResult<Row>> {
    const asked = userSessionQuery({ ...this.#filter, ...turn });
    const outcome = await newIndex().managementPage(asked, NOW, [await tokenKey()]);
    if (outcome.outcome !== 'page') throw new Error('the token was refused');
    return outcome.page;
  }

  matching(): readonly LiveRow[] {
    return [...this.#rows.values()]
      .filter((row) => this.#matches(row))
      .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  }

  #matches({ partition, ...row }: LiveRow): boolean {
    const { subjectId, displayName, clientId, active } = this.#filter;
    const expired = [row.expires, row.absoluteExpires].some((time) => time !== null && time <= NOW);
    return (
      partition === '' &&
      row.subjectId.includes(subjectId ?? '') &&
      (displayName === null || foldName(row.displayName ?? '').includes(foldName(displayName))) &&
      (clientId === null || row.clientIds.includes(clientId)) &&
      (active === null || active !== expired)
    );
  }

  standing(): ReadonlySet<string> {
    return new Set(this.matching().map(({ id, created }) => JSON.stringify([id, created])));
  }

  async apply(changes: readonly Change[]): Promise<readonly string[]> {
    for (const change of changes) {
      const { n } = change;
      const row = this.#rows.get(n);
      if (change.kind === 'end') {
        this.#rows.delete(n);
        await end(n);
      } else if (change.kind === 'put') {
        this.#rows.set(n, userSession(n, change.row));
        await keep(userSession(n, change.row));
      } else if (row) {
        this.#rows.set(n, { ...row, renewed: row.renewed + 1 });
        await keep({ ...row, renewed: row.renewed + 1 });
      }
    }
    return changes.flatMap(({ kind, n }) => (kind === 'renew' ? [] : [idOf(n)]));
  }
}

export async function walkManagementBothWays(plan: ManagementScenario, checks: WalkChecks): Promise<void> {
  await emptyIndex();
  const model = new Model(plan.filter);
  await model.fill(plan.rows);
  await walkListBothWays(model, plan, checks);
}
