/** One run of vitest, counted. Guarantees: whatever makes vitest fail is counted as at least one failure. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot, toolEnvironment } from '../bundled-node.mjs';

/** @param {string[]} args @returns {{ passed: number, failed: number }} */
export function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-test-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { status } = spawnSync('vitest', ['run', ...reporters, ...args], {
      cwd: projectRoot,
      env: toolEnvironment({ CI: process.env.CI ?? '1' }),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const { passed, failed } = countsOf(report);
    // An error outside of every test (a file that does not load is counted below) shows in the exit code only.
    return { passed, failed: status === 0 ? failed : Math.max(failed, 1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} report */
function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const unloadable = testResults.filter(
      (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
        file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
    );
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) + unloadable.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
