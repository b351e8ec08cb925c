/**
 * `npm run test:stalls`: the tests on a machine that stands still now and then, as a shared one does: again and again one of their
 * processes (vitest, workerd, wrangler, Chromium) is stopped for a while and goes on. What fails here and not in `npm test`
 * relies on a time: a bug of the product or of the test. Arguments go to vitest: `npm run test:stalls -- --project workers`.
 *
 * Relies on Linux (`/proc`). The exit code is vitest's.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot, toolEnvironment } from './bundled-node.mjs';

/** Milliseconds, at least and at most. */
const RUNS = [200, 900];
const STANDS = [500, 2_000];

const tests = spawn('vitest', ['run', ...process.argv.slice(2)], {
  cwd: projectRoot,
  env: toolEnvironment({ CI: '1' }),
  stdio: 'inherit',
});
let stalls = 0;
let over = false;
tests.on('exit', (code) => {
  over = true;
  process.exitCode = code ?? 1;
});
// What is standing goes on before this ends.
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(name, () => void tests.kill(name));

while (!over) {
  await pause(between(RUNS));
  const chosen = pick(Map.groupBy(descendantsOf(tests.pid ?? 0), ({ name }) => name));
  if (chosen === null || !signal(chosen.pid, 'SIGSTOP')) continue;
  stalls += 1;
  await pause(between(STANDS));
  signal(chosen.pid, 'SIGCONT');
}
console.log(`${stalls} stalls`);

/**
 * One of the programs, and one of its processes: a browser has many.
 *
 * @param {Map<string, { pid: number, name: string }[]>} programs
 */
function pick(programs) {
  const processes = any([...programs.values()]);
  return processes ? any(processes) : null;
}

/** @param {number} root */
function descendantsOf(root) {
  const all = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .flatMap(statusOf);
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

/** None where it has ended meanwhile. @param {number} pid */
function statusOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]);
    return [{ pid, parent, name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')) }];
  } catch {
    return [];
  }
}

/** False: it has ended meanwhile. @param {number} pid @param {NodeJS.Signals} what */
function signal(pid, what) {
  try {
    return process.kill(pid, what);
  } catch {
    return false;
  }
}

/** @param {readonly number[]} range */
function between([least = 0, most = 0]) {
  return least + Math.random() * (most - least);
}

/** @template T @param {readonly T[]} those @returns {T | null} */
function any(those) {
  return those[Math.floor(Math.random() * those.length)] ?? null;
}
