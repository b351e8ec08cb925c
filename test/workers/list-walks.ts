/**
 * Walks through the pages of a list, forward to its end and back, while it changes, and what each page should have been
 * by a model in plain arrays. For every list of the index.
 */
import { expect } from 'vitest';
import type { QueryResult } from '../../src/session/session-filter.ts';

export interface Row {
  readonly id: string;
}

export interface Turn {
  readonly countRequested: number;
  readonly resultsToken: string | null;
  readonly requestPriorResults: boolean;
}

export interface WalkedList<Change> {
  page(turn: Turn): Promise<QueryResult<Row>>;
  /** What matches now, in order. */
  matching(): readonly Row[];
  /** What an order and a filter see of each of them, after its id: who has the same at both ends was there throughout. */
  standing(): ReadonlySet<string>;
  /** Says which rows may have moved. */
  apply(changes: readonly Change[]): Promise<readonly string[]>;
}

export interface WalkPlan<Change> {
  readonly sizes: readonly number[];
  /** Changes between one page and the next. */
  readonly changes: readonly (readonly Change[])[];
}

export interface WalkChecks {
  /** Whether the search may stop at its budget here. */
  readonly budgeted: boolean;
}

export async function walkListBothWays<Change>(
  list: WalkedList<Change>,
  plan: WalkPlan<Change>,
  { budgeted }: WalkChecks,
): Promise<void> {
  const pending = [...plan.changes];
  let turn = 0;
  let token: string | null = null;

  const turnTo = async (requestPriorResults: boolean): Promise<QueryResult<Row>> => {
    const size = plan.sizes[turn % plan.sizes.length] ?? 1;
    const page = await list.page({ countRequested: size, resultsToken: token, requestPriorResults });
    turn += 1;
    checkPage(list.matching(), page, size, budgeted);
    token = page.resultsToken;
    return page;
  };

  for (const prior of [false, true]) {
    const before = list.standing();
    const touched = new Set<string>();
    const pages: QueryResult<Row>[] = [];
    do {
      const changes = pages.length === 0 ? [] : (pending.shift() ?? []);
      for (const id of await list.apply(changes)) touched.add(id);
      pages.push(await turnTo(prior));
      expect(pages.length).toBeLessThan(150);
    } while (prior ? pages.at(-1)?.hasPrevResults : pages.at(-1)?.hasNextResults);
    const inPlace = prior ? pages.slice(0, -1) : pages;
    const seen = inPlace.flatMap((page) => page.results.map(({ id }) => id));
    const ends = new Set(pages.flatMap((page) => page.results.map(({ id }) => id)));
    const after = list.standing();
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
function checkPage(matching: readonly Row[], page: QueryResult<Row>, size: number, budgeted: boolean): void {
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
