/**
 * Random walks through pages while the sessions change, and a model in plain arrays that says what each page should
 * have been. Used with the real search budget and with a tiny one.
 */
import * as fc from 'fast-check';
import type { LiveRow } from '../../src/index-d1/index-row.ts';
import type { SessionPage } from '../../src/index-d1/page.ts';
import { foldName, type SessionQuery } from '../../src/session/session-filter.ts';
import { emptyIndex, ended, idOf, live, newIndex, query, tokenKey, told } from './index-rows.ts';
import { type Turn, type WalkChecks, type WalkedList, walkListBothWays } from './list-walks.ts';

type Filter = Pick<SessionQuery, 'subjectId' | 'sessionId' | 'displayName'>;
type Change =
  | { readonly kind: 'insert' | 'renew' | 'rename'; readonly n: number; readonly row: Partial<LiveRow> }
  | { readonly kind: 'end'; readonly n: number };

const IDS = 40;
const word = fc.constantFrom('alice', 'ALICE', 'bob', 'al', '"q"', 'ß%_', '😀a', 'user-1', 'aaaa', '*');
const fields: fc.Arbitrary<Partial<LiveRow>> = fc.record({
  created: fc.integer({ min: 1000, max: 1012 }),
  subjectId: fc.tuple(word, word).map((words) => words.join('')),
  sessionId: fc.tuple(word, word).map((words) => words.join('-')),
  displayName: fc.option(
    fc.tuple(word, word).map((words) => `${words[0]} ÄRGER ${words[1]}`),
    { nil: null },
  ),
});
const filter: fc.Arbitrary<Filter> = fc.record({
  subjectId: fc.option(fc.constantFrom('alice', 'a', 'LICEal', '"q"', 'ob', '😀a', '%', 'aaa'), { freq: 2 }),
  sessionId: fc.option(fc.constantFrom('ice-', '-', 'bob-bob', '"-"', 'aaaa'), { freq: 2 }),
  displayName: fc.option(fc.constantFrom('ärger', 'ÄRG', 'alice ä', '"', 'E', 'SS%', 'ß%_'), { freq: 2 }),
});
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom('insert', 'renew', 'rename'), n: fc.nat(IDS - 1), row: fields }),
  fc.record({ kind: fc.constant('end' as const), n: fc.nat(IDS - 1) }),
);

export interface Scenario {
  readonly rows: readonly { readonly n: number; readonly row: Partial<LiveRow> }[];
  readonly filter: Filter;
  readonly sizes: readonly number[];
  /** Changes between one page and the next. */
  readonly changes: readonly (readonly Change[])[];
}

/** `atLeast`: sessions at the beginning. */
export const scenario = (changing: boolean, atLeast = 0): fc.Arbitrary<Scenario> =>
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

/** The sessions as they should be in the index, and which of them no change has touched. */
class Model implements WalkedList<Change> {
  readonly rows = new Map<number, LiveRow>();
  #revision = 1;
  readonly #filter: Filter;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  async fill(rows: Scenario['rows']): Promise<void> {
    for (const { n, row } of rows) this.rows.set(n, live(n, row));
    await newIndex().project(told([...this.rows.values()]));
  }

  async page(turn: Turn): Promise<SessionPage> {
    const outcome = await newIndex().page(query({ ...this.#filter, ...turn }), [await tokenKey()]);
    if (outcome.outcome !== 'page') throw new Error('the token was refused');
    return outcome.page;
  }

  async apply(changes: readonly Change[]): Promise<readonly string[]> {
    for (const { n, ...change } of changes) {
      const row = this.rows.get(n);
      this.#revision += 1;
      if (change.kind === 'end') {
        if (!row) continue;
        this.rows.delete(n);
        await newIndex().project(told([ended(n, this.#revision)]));
        continue;
      }
      if (change.kind !== 'insert' && !row) continue;
      const changed: Partial<LiveRow> =
        change.kind === 'renew' ? { renewed: this.#revision, expires: null } : { ...change.row };
      const next = live(n, { ...row, ...changed, revision: this.#revision });
      this.rows.set(n, next);
      await newIndex().project(told([next]));
    }
    return changes.flatMap(({ kind, n }) => (kind === 'renew' ? [] : [idOf(n)]));
  }

  matches(row: LiveRow): boolean {
    const { subjectId, sessionId, displayName } = this.#filter;
    return (
      row.subjectId.includes(subjectId ?? '') &&
      row.sessionId.includes(sessionId ?? '') &&
      (displayName === null || (row.displayName !== null && foldName(row.displayName).includes(foldName(displayName))))
    );
  }

  matching(): readonly LiveRow[] {
    return [...this.rows.values()].filter((row) => this.matches(row)).sort(byPosition);
  }

  standing(): ReadonlySet<string> {
    return new Set(this.matching().map((row) => JSON.stringify([row.id, row.created, row.subjectId, row.sessionId])));
  }
}

const byPosition = (a: LiveRow, b: LiveRow): number => a.created - b.created || (a.id < b.id ? -1 : 1);

export async function walkBothWays(plan: Scenario, checks: WalkChecks): Promise<void> {
  await emptyIndex();
  const model = new Model(plan.filter);
  await model.fill(plan.rows);
  await walkListBothWays(model, plan, checks);
}
