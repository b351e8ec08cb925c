/** The types of every part against the libraries of where it runs, then form and lint: what `npm run check` and `npm test` both ask. */
import { spawnSync } from 'node:child_process';
import { projectRoot, toolEnvironment } from '../bundled-node.mjs';

/** Folders with a `tsconfig.json`. */
const PROJECTS = [
  '.',
  'src/browser',
  'scripts',
  'test/chaos',
  'test/chaos/runner',
  'test/bench',
  'test/system',
  'test/system/harness',
  'test/browser',
  'examples/bff',
];

const CHECKS = [
  ...PROJECTS.map((project) => ['tsc', '--noEmit', '-p', project]),
  ['biome', 'check', '--error-on-warnings', '.'],
];

/** @returns {{ passed: number, failed: number }} */
export function runChecks() {
  let passed = 0;
  for (const [tool = '', ...args] of CHECKS) {
    const { status } = spawnSync(tool, args, { cwd: projectRoot, env: toolEnvironment(), stdio: 'inherit' });
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${tool} ${args.join(' ')}`);
    if (status === 0) passed += 1;
  }
  return { passed, failed: CHECKS.length - passed };
}
