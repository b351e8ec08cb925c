/**
 * Random walks through pages while the sessions change, and a model in plain arrays that says what each page should
 * have been. Used with the real search budget and with a tiny one.
 */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { LiveRow } from '../../src/index-d1/index-row.ts';
import type { SessionPage } from '../../src/index-d1/page.ts';
import { foldName, type SessionQuery } from '../../src/session/session-filter.ts';
import { emptyIndex, ended, idOf, live, newIndex, query, tokenKey, told } from './index-rows.ts';

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
class Model {
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

  async apply(changes: readonly Change[]): Promise<void> {
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
  }

  matches(row: LiveRow): boolean {
    const { subjectId, sessionId, displayName } = this.#filter;
    return (
      row.subjectId.includes(subjectId ?? '') &&
      row.sessionId.includes(sessionId ?? '') &&
      (displayName === null || (row.displayName !== null && foldName(row.displayName).includes(foldName(displayName))))
    );
  }

  /** What matches now, in order. */
  get matching(): readonly LiveRow[] {
    return [...this.rows.values()].filter((row) => this.matches(row)).sort(byPosition);
  }

  /** Where a row stands and what a filter sees of it: who has the same at both ends of a walk was there throughout. */
  get standing(): ReadonlySet<string> {
    return new Set(this.matching.map((row) => JSON.stringify([row.id, row.created, row.subjectId, row.sessionId])));
  }
}

const byPosition = (a: LiveRow, b: LiveRow): number => a.created - b.created || (a.id < b.id ? -1 : 1);

export interface WalkChecks {
  /** Whether the search may stop at its budget here. */
  readonly budgeted: boolean;
}

export async function walkBothWays(plan: Scenario, { budgeted }: WalkChecks): Promise<void> {
  await emptyIndex();
  const model = new Model(plan.filter);
  await model.fill(plan.rows);
  const keys = [await tokenKey()];
  const pending = [...plan.changes];
  let turn = 0;
  let token: string | null = null;

  const turnTo = async (requestPriorResults: boolean): Promise<SessionPage> => {
    const size = plan.sizes[turn % plan.sizes.length] ?? 1;
    const outcome = await newIndex().page(
      query({ ...plan.filter, countRequested: size, resultsToken: token, requestPriorResults }),
      keys,
    );
    turn += 1;
    if (outcome.outcome !== 'page') throw new Error('the token was refused');
    checkPage(model.matching, outcome.page, size, budgeted);
    token = outcome.page.resultsToken;
    return outcome.page;
  };

  for (const prior of [false, true]) {
    const before = model.standing;
    const touched = new Set<string>();
    const pages: SessionPage[] = [];
    do {
      const changes = pages.length === 0 ? [] : (pending.shift() ?? []);
      for (const { kind, n } of changes) if (kind !== 'renew') touched.add(idOf(n));
      await model.apply(changes);
      pages.push(await turnTo(prior));
      expect(pages.length).toBeLessThan(150);
    } while (prior ? pages.at(-1)?.hasPrevResults : pages.at(-1)?.hasNextResults);
    const inPlace = prior ? pages.slice(0, -1) : pages;
    const seen = inPlace.flatMap((page) => page.results.map(({ id }) => id));
    const ends = new Set(pages.flatMap((page) => page.results.map(({ id }) => id)));
    const after = model.standing;
    const throughout = [...before].filter((row) => after.has(row)).map((row) => JSON.parse(row)[0] as string);
    for (const id of throughout) {
      if (touched.has(id)) continue;
      expect(ends.has(id), `${id} was never shown`).toBe(true);
      expect(seen.filter((other) => other === id).length, `${id} was shown twice`).toBeLessThanOrEqual(1);
    }
    if (!prior) {
      await turnTo(false); // past the end, so that the way back begins behind the last one
    }
  }
}

/** Everything a page says, against what matches at this moment. */
function checkPage(matching: readonly LiveRow[], page: SessionPage, size: number, budgeted: boolean): void {
  const { results, incomplete } = page;
  expect(results.length).toBeLessThanOrEqual(size);
  const at = results.map(({ id }) => matching.findIndex((row) => row.id === id));
  expect(at.every((place, index) => place >= 0 && (index === 0 || place === (at[index - 1] ?? 0) + 1))).toBe(true);
  if (incomplete) {
    expect(budgeted).toBe(true);
    expect(page).toMatchObject({ hasNextResults: true, totalCount: null, totalPages: null, currentPage: null });
    expect(page.resultsToken).not.toBeNull();
    return;
  }
  expect(page.totalCount).toBe(matching.length);
  expect(page.totalCountAtLeast).toBe(matching.length);
  expect(page.totalPages).toBe(Math.ceil(matching.length / size));
  expect(page.resultsToken === null).toBe(matching.length === 0);
  if (results.length === 0) {
    expect(page.hasNextResults).toBe(false);
    expect(page.hasPrevResults).toBe(matching.length > 0);
    expect(page.currentPage).toBe(page.totalPages);
    return;
  }
  const first = at[0] ?? 0;
  expect(page.hasPrevResults).toBe(first > 0);
  expect(page.hasNextResults).toBe((at.at(-1) ?? 0) < matching.length - 1);
  expect(page.currentPage).toBe(Math.min(Math.ceil(matching.length / size), 1 + Math.ceil(first / size)));
}
