/**
 * `npm run chaos [-- --ops 100000 --seeds 10 --first 1]`: random operations against real objects and D1 under faults
 * (test/chaos), every answer checked. `--seed 7 --of grants` runs one seed again. Guarantees: exit code 0 only when there was no
 * violation and every point at which an object can be reset was hit.
 */
import { parseArgs } from 'node:util';
import { abortPoints, resetsAt } from '../test/chaos/runner/abort-points.ts';
import { runSeed } from '../test/chaos/runner/random-run.ts';

/** Two cores: two worlds at once, each a process of its own. */
const AT_ONCE = 2;

const { values } = parseArgs({
  options: {
    ops: { type: 'string', default: '100000' },
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    of: { type: 'string', default: 'sessions' },
  },
});
const count = values.seed === undefined ? Number(values.seeds) : 1;
const ofGrants = values.seed === undefined ? Math.ceil(count / 5) : 0;
const first = Number(values.seed ?? values.first);
const seeds = Array.from({ length: count }, (_, n) => first + n);
/** Sessions with all that hangs on them; and grants by themselves, a fifth as many seeds, beginning with the first again. */
const runs = [
  ...seeds.map((seed) => ({
    seed,
    of: values.of === 'grants' ? /** @type {const} */ ('grants') : /** @type {const} */ ('sessions'),
  })),
  ...seeds.slice(0, ofGrants).map((seed) => ({ seed, of: /** @type {const} */ ('grants') })),
];
const perSeed = Math.ceil(Number(values.ops) / runs.length);

/** @type {Map<string, number>} */
const hits = new Map();
/** @type {string[]} */
const violations = [];
const sum = { operations: 0, lost: 0, copies: 0, unjudged: 0 };
const began = Date.now();
let told = began;

/**
 * @param {import('../test/chaos/runner/random-run.ts').SeedReport} report
 * @param {'sessions' | 'grants'} of
 */
function add(report, of) {
  for (const [what, times] of Object.entries(report.hits)) hits.set(what, (hits.get(what) ?? 0) + times);
  violations.push(...report.violations);
  sum.lost += report.lost;
  sum.copies += report.copies;
  sum.unjudged += report.unjudged;
  const result = report.violations.length === 0 ? 'clean' : `${report.violations.length} violations`;
  console.log(`seed ${report.seed}, ${of}: ${report.operations} operations in ${report.rounds} rounds, ${result}`);
  const again = `npm run chaos -- --seed ${report.seed} --of ${of} --ops ${perSeed}`;
  for (const violation of report.violations) console.log(`\nVIOLATION ${violation}\n  again: ${again}\n`);
}

/** @param {{ readonly operations: number }} round */
function onRound({ operations }) {
  sum.operations += operations;
  if (Date.now() - told < 10_000) return;
  told = Date.now();
  const seconds = Math.round((told - began) / 1000);
  console.log(`  ${sum.operations} of ${perSeed * runs.length} operations, ${seconds} s`);
}

const rest = runs.values();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const { seed, of } of rest) add(await runSeed(seed, perSeed, { of, onRound }), of);
  }),
);

console.log('\nresets at each point (times it was passed):');
const all = Object.fromEntries(hits);
const points = abortPoints().map((point) => ({
  point,
  resets: resetsAt(all, point),
  passed: all[`passed ${point}`] ?? 0,
}));
for (const { point, resets, passed } of points) console.log(`  ${point.padEnd(28)} ${resets} (${passed})`);
const missed = points.filter(({ resets }) => resets === 0);

if (missed.length > 0) console.log(`\nNEVER RESET AT ${missed.map(({ point }) => point).join(', ')}`);
console.log(
  `\n${sum.operations} operations over ${runs.length} seeds, ${sum.lost} without an answer, ${sum.copies} copies delivered late, ` +
    `${sum.unjudged} histories too long to judge, ${violations.length} violations`,
);
process.exitCode = violations.length === 0 && missed.length === 0 ? 0 : 1;
