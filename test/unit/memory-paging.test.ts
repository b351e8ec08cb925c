/** The arithmetic of pages, against a model that says only what the contract says. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  comparePositions,
  figuresOf,
  type PageBounds,
  type Position,
  pageOf,
} from '../../src/session/paging.ts';

interface Row extends Position {
  readonly bytes: number;
}

const BYTES = 20;
const aRow = fc.record({
  created: fc.integer({ min: 0, max: 5 }),
  id: fc.stringMatching(/^[a-d]{2}$/),
  bytes: fc.nat({ max: 25 }),
});
const someRows = fc.uniqueArray(aRow, { maxLength: 20, selector: ({ id }) => id });
const aSize = fc.integer({ min: 1, max: 6 });

interface Shown {
  readonly rows: readonly Row[];
  readonly bounds: PageBounds | null;
  readonly figures: ReturnType<typeof figuresOf>;
}

function show(all: readonly Row[], from: PageBounds | null, prior: boolean, size: number, bytes = BYTES): Shown {
  const rows = all.toSorted(comparePositions);
  const range = pageOf(rows, { from, prior, size, bytes, bytesOf: (row) => row.bytes });
  return {
    rows: rows.slice(range.start, range.end),
    bounds: boundsOf(rows, range),
    figures: figuresOf(rows.length, range, { size, totals: true, exactTotal: 10_000 }),
  };
}

const ids = (rows: readonly Row[]): string[] => rows.map(({ id }) => id).toSorted();

describe('pages', () => {
  it('have at most their size and their bytes, but always a row where there is one', () => {
    fc.assert(
      fc.property(someRows, aSize, fc.boolean(), (all, size, prior) => {
        const { rows } = show(all, null, prior, size);
        expect(rows.length).toBeLessThanOrEqual(size);
        expect(rows.length > 0).toBe(all.length > 0);
        if (rows.length > 1) expect(rows.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(BYTES);
      }),
    );
  });

  it('show every lasting row exactly once, forward, whatever comes and goes', () => {
    fc.assert(
      fc.property(someRows, fc.array(fc.tuple(someRows, aSize), { minLength: 1 }), (lasting, steps) => {
        const seen: Row[] = [];
        let from: PageBounds | null = null;
        for (let n = 0; ; n += 1) {
          const [passing, size] = steps[n % steps.length] as [Row[], number];
          const now =
            n < steps.length ? [...lasting, ...passing.map((row) => ({ ...row, id: `p${row.id}` }))] : lasting;
          const { rows, bounds, figures } = show(now, from, false, size);
          seen.push(...rows);
          from = bounds;
          if (n >= steps.length && !figures.hasNextResults) break;
        }
        expect(ids(seen.filter(({ id }) => !id.startsWith('p')))).toEqual(ids(lasting));
      }),
    );
  });

  it('show every lasting row backward, and only the first page repeats any', () => {
    fc.assert(
      fc.property(someRows, fc.array(fc.tuple(someRows, aSize), { minLength: 1 }), (lasting, steps) => {
        const last = lasting.toSorted(comparePositions).at(-1);
        let from: PageBounds | null = last ? { first: null, last } : null;
        const pages: (readonly Row[])[] = [];
        for (let n = 0; ; n += 1) {
          const [passing, size] = steps[n % steps.length] as [Row[], number];
          const now =
            n < steps.length ? [...lasting, ...passing.map((row) => ({ ...row, id: `p${row.id}` }))] : lasting;
          const { rows, bounds, figures } = show(now, from, true, size);
          pages.push(rows.filter(({ id }) => !id.startsWith('p')));
          if (!figures.hasPrevResults) {
            // What a first page repeats is not to be counted against the pages before it.
            expect(new Set(ids(pages.flat())).size).toBe(lasting.length);
            const before = pages.slice(0, -1).flat();
            expect(new Set(ids(before)).size).toBe(before.length);
            break;
          }
          from = bounds;
        }
      }),
    );
  });

  it('say truly whether there is more on either side, and where they are', () => {
    fc.assert(
      fc.property(someRows, aRow, aRow, fc.boolean(), fc.boolean(), aSize, (all, a, b, gap, prior, size) => {
        const [first, last] = [a, b].toSorted(comparePositions) as [Row, Row];
        const { rows, bounds, figures } = show(all, { first: gap ? null : first, last }, prior, size);
        const before = all.filter((row) => rows.every((shown) => comparePositions(row, shown) < 0));
        const after = all.filter((row) => rows.every((shown) => comparePositions(row, shown) > 0));
        const pages = Math.ceil(all.length / size);
        expect(bounds === null).toBe(all.length === 0);
        expect(figures).toEqual({
          hasPrevResults: before.length > 0,
          hasNextResults: rows.length > 0 && after.length > 0,
          totalCount: all.length,
          totalCountAtLeast: all.length,
          totalPages: pages,
          currentPage: Math.min(pages, 1 + Math.ceil(before.length / size)),
          incomplete: false,
        });
      }),
    );
  });

  it('count exactly up to a bound, and say so above it', () => {
    const options = { size: 3, totals: true, exactTotal: 10 };
    expect(figuresOf(10, { start: 3, end: 6 }, options)).toMatchObject({
      totalCount: 10,
      totalCountAtLeast: 10,
      totalPages: 4,
      currentPage: 2,
    });
    expect(figuresOf(11, { start: 3, end: 6 }, options)).toMatchObject({
      totalCount: null,
      totalCountAtLeast: 10,
      totalPages: null,
      currentPage: null,
      hasPrevResults: true,
      hasNextResults: true,
    });
  });
});
