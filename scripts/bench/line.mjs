/** A line of the table. Guarantees: a ratio above 1 means that what the line names is the faster one. */
import { median, processorTime, throughput } from './rounds.mjs';

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} than what it is compared with
 * @property {readonly import('./rounds.mjs').Sample[]} ours one for each round
 * @property {readonly import('./rounds.mjs').Sample[]} base
 * @property {number | null} aim the least ratio that is wanted
 */

const HEADINGS = ['', 'req/s', 'compared with', 'req/s', 'ratio (min-max)', 'aim', 'CPU µs', 'CPU µs', 'CPU ratio'];

/** @param {readonly Line[]} lines @returns {string} a Markdown table */
export function tableOf(lines) {
  const rows = [HEADINGS, ...lines.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (/** @type {number} */ column) => column === 0 || column === 2;
  const written = rows.map(
    (row) =>
      `| ${row.map((cell, n) => (isText(n) ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width, n) => (isText(n) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [written[0], rule, ...written.slice(1)].join('\n');
}

/** @param {Line} line @returns {string[]} */
function cellsOf({ name, than, ours, base, aim }) {
  const rates = ours.map(throughput);
  const baseRates = base.map(throughput);
  const ratios = rates.map((rate, round) => rate / (baseRates[round] ?? Number.NaN));
  const cost = medianOf(ours.map(processorTime));
  const baseCost = medianOf(base.map(processorTime));
  return [
    name,
    median(rates).toFixed(0),
    than,
    median(baseRates).toFixed(0),
    `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)})`,
    aim === null ? '' : aim.toFixed(2),
    cost === null ? '' : cost.toFixed(0),
    baseCost === null ? '' : baseCost.toFixed(0),
    cost === null || baseCost === null ? '' : (baseCost / cost).toFixed(2),
  ];
}

/** @param {readonly (number | null)[]} values */
const medianOf = (values) => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
};
