/**
 * Rows under a header, a page at a time. Guarantees: no line is wider than the terminal, unless what must stay whole is; where
 * there is no terminal (width undefined) nothing is cut or left out. The first page decides the widths.
 */
import { fitted, shown, widthOf } from './cell-text.mjs';

const GAP = 2;
const LEAST = 12;

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: any) => string} of
 * @property {number} [goes] where there is no room: the highest goes first; without it, it stays
 * @property {true} [whole] never cut: to be copied, or of no use in part
 */

/** @typedef {{ column: Column, width: number }} Placed */

const total = (/** @type {readonly number[]} */ widths) =>
  widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);

const leastOf = (/** @type {Placed} */ { column, width }) => (column.whole ? width : Math.min(width, LEAST));

/** @param {readonly Placed[]} natural @param {number} width @returns {Placed[]} */
function placed(natural, width) {
  let columns = natural.map((one) => ({ ...one }));
  while (total(columns.map(leastOf)) > width) {
    const goes = Math.max(...columns.map(({ column }) => column.goes ?? 0));
    if (goes === 0) break;
    columns = columns.filter(({ column }) => column.goes !== goes);
  }
  while (total(columns.map((one) => one.width)) > width) {
    const cut = columns.filter((one) => one.width > leastOf(one)).sort((a, b) => b.width - a.width)[0];
    if (!cut) break;
    cut.width -= 1;
  }
  return columns;
}

export class Table {
  #columns;
  #width;
  /** @type {Placed[] | undefined} */
  #placed;

  /** @param {readonly Column[]} columns @param {number | undefined} width of the terminal */
  constructor(columns, width) {
    this.#columns = columns;
    this.#width = width;
  }

  /** @param {readonly any[]} rows @returns {{ header: string | null, rows: string[] }} the header with the first page only */
  page(rows) {
    const header = this.#placed ? null : this.#line(this.#place(rows), (column) => column.title);
    const placed = this.#placed ?? [];
    return { header, rows: rows.map((row) => this.#line(placed, (column) => shown(column.of(row)))) };
  }

  /** @param {readonly any[]} rows */
  #place(rows) {
    const natural = this.#columns.map((column) => ({
      column,
      width: Math.max(widthOf(column.title), ...rows.map((row) => widthOf(shown(column.of(row))))),
    }));
    this.#placed = this.#width === undefined ? natural : placed(natural, this.#width);
    return this.#placed;
  }

  /** @param {readonly Placed[]} columns @param {(column: Column) => string} cell */
  #line(columns, cell) {
    const isCut = this.#width !== undefined;
    const cells = columns.map(({ column, width }) => {
      const text = cell(column);
      return (isCut && !column.whole) || widthOf(text) < width ? fitted(text, width) : text;
    });
    return cells.join(' '.repeat(GAP)).trimEnd();
  }
}
