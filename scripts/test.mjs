/**
 * `npm test`: types, format and lint, and every test. Guarantees: the last line is `N passed, N failed` with the real
 * sums, a check counting as one, and the exit code is 0 only when nothing failed. Arguments go to vitest (and leave out
 * the checks): `npm test -- --project unit`.
 */
import { runChecks } from './test/checks.mjs';
import { runVitest } from './test/vitest-run.mjs';

const toVitest = process.argv.slice(2);
const checks = toVitest.length > 0 ? { passed: 0, failed: 0 } : runChecks();
const tests = runVitest(toVitest);
const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;

process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
