/**
 * `npm run console:pictures`: makes the pictures of the console in the README anew, `docs/images/console-*.png`, from the test that
 * draws names of the whole world (`test/browser/console-names.test.ts`).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, toolEnvironment } from './bundled-node.mjs';

const PICTURES = ['console-sessions.png', 'console-person.png'];
const IMAGES = join(projectRoot, 'docs', 'images');

const test = ['test/browser/console-names.test.ts', '--testNamePattern', '^people'];
const { status } = spawnSync('vitest', ['run', '--project', 'browser', ...test], {
  cwd: projectRoot,
  env: toolEnvironment(),
  stdio: 'inherit',
});
if (status === 0) {
  mkdirSync(IMAGES, { recursive: true });
  for (const picture of PICTURES) copyFileSync(join(projectRoot, 'test-results', picture), join(IMAGES, picture));
}
process.exitCode = status ?? 1;
