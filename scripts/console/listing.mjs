/**
 * Lists that grow, page by page. Guarantees: up to `--limit` rows (25), or with `--all` every row as it comes, so that nothing
 * is kept in memory; a search that stops early at its budget is gone on with; a bar where the rows themselves do not show
 * how far it is.
 */
import { ProgressBar } from '../progress-bar.mjs';
import { EXIT } from './failure.mjs';
import { whenInterrupted } from './interruption.mjs';
import { counted, print, printJson, printJsonLine, say, styled, terminalWidth } from './output.mjs';
import { Table } from './table.mjs';

const FIRST = 25;
const PAGE = 500;

/** @type {import('./given.mjs').Options} */
export const LISTING = {
  limit: { value: 'n', says: `rows at most; else ${FIRST}` },
  all: { says: 'every row; with --json each is one line of JSON' },
};

/**
 * @param {import('./asked.mjs').Asked} service
 * @param {string} path
 * @param {Record<string, string | boolean | undefined>} query
 * @param {number} [limit]
 */
export async function* pages(service, path, query, limit = Number.POSITIVE_INFINITY) {
  let left = limit;
  /** @type {string | undefined} */
  let resultsToken;
  for (;;) {
    const isFirst = resultsToken === undefined;
    const page = await service.get(path, {
      ...query,
      countRequested: Math.min(left, PAGE),
      resultsToken,
      totals: isFirst,
    });
    yield page;
    left -= page.results.length;
    if (left <= 0 || !page.hasNextResults) return;
    resultsToken = page.resultsToken;
  }
}

/**
 * @typedef {object} Listed
 * @property {string} path
 * @property {Record<string, string | boolean | undefined>} query
 * @property {readonly import('./table.mjs').Column[]} columns
 * @property {string} one
 * @property {string} [many]
 */

/** Rows as a table, or as lines of JSON. @param {Listed} listed @param {boolean} json */
function writer({ columns }, json) {
  const table = new Table(columns, terminalWidth());
  return (/** @type {readonly any[]} */ rows) => {
    if (json) return rows.forEach(printJsonLine);
    if (rows.length === 0) return;
    const { header, rows: lines } = table.page(rows);
    if (header !== null) print(styled('bold', header));
    lines.forEach(print);
  };
}

/** @param {import('./given.mjs').Given} given @param {import('./asked.mjs').Asked} service @param {Listed} listed */
export async function list(given, service, listed) {
  const { path, query, one, many = `${one}s` } = listed;
  const isAll = given.oneOf('all', 'limit') === 'all';
  const limit = isAll ? undefined : (given.count('limit') ?? FIRST);
  const isDocument = given.is('json') && !isAll;
  const write = writer(listed, given.is('json'));
  /** @type {any[]} */
  const kept = [];
  let count = 0;
  let first;
  let last;
  /** @type {ProgressBar | undefined} */
  let bar;
  whenInterrupted(() => `${counted(count, one, many)} had come; nothing was changed.`);
  try {
    for await (const page of pages(service, path, query, limit)) {
      first ??= page;
      last = page;
      if (isDocument) kept.push(...page.results);
      else write(page.results);
      count += page.results.length;
      if (page.hasNextResults && count !== limit && !process.stdout.isTTY)
        bar ??= new ProgressBar(`${many[0]?.toUpperCase()}${many.slice(1)}`, expected(first, limit));
      bar?.advance(page === first ? count : page.results.length);
    }
  } finally {
    bar?.end();
  }
  const { totalCount, totalCountAtLeast } = first;
  const { hasNextResults } = last;
  if (isDocument) printJson({ results: kept, hasNextResults, totalCount, totalCountAtLeast });
  if (count === 0) say(`No ${one} matches.`);
  else if (hasNextResults)
    say(`${count} of ${totalCount ?? `more than ${totalCountAtLeast}`} ${many}; --all shows every one.`);
  else if (!given.is('json')) say(counted(count, one, many));
  return count === 0 ? EXIT.nothing : EXIT.done;
}

/** @param {any} page @param {number | undefined} limit */
const expected = ({ totalCount }, limit) =>
  totalCount === null ? limit : Math.min(totalCount, limit ?? Number.POSITIVE_INFINITY);
