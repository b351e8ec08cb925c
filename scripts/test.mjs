/**
 * `npm test`: types, format and lint, and every test. Guarantees: the last line is `N passed, N failed` with the real
 * sums, a check counting as one, and the exit code is 0 only when nothing failed. Arguments go to vitest (and leave out
 * the checks): `npm test -- --project unit`.
 */
import { spawnSync } from 'node:child_process';
import { projectRoot, toolEnvironment } from './bundled-node.mjs';
import { runVitest } from './test/vitest-run.mjs';

const CHECKS = [
  ['tsc', '--noEmit'],
  ['tsc', '--noEmit', '-p', 'scripts'],
  ['tsc', '--noEmit', '-p', 'test/chaos'],
  ['tsc', '--noEmit', '-p', 'test/bench'],
  ['tsc', '--noEmit', '-p', 'test/system'],
  ['tsc', '--noEmit', '-p', 'test/system/harness'],
  ['tsc', '--noEmit', '-p', 'test/chaos/runner'],
  ['tsc', '--noEmit', '-p', 'test/browser'],
  ['tsc', '--noEmit', '-p', 'examples/bff'],
  ['biome', 'check', '--error-on-warnings', '.'],
];

const toVitest = process.argv.slice(2);
let passed = 0;
let failed = 0;

for (const [tool, ...args] of toVitest.length > 0 ? [] : CHECKS) {
  const { status } = spawnSync(tool ?? '', args, { cwd: projectRoot, env: toolEnvironment(), stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${tool} ${args.join(' ')}`);
  if (status === 0) passed += 1;
  else failed += 1;
}

const tests = runVitest(toVitest);
passed += tests.passed;
failed += tests.failed;

process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
