/**
 * `npm run console:acceptance`: the console in a real browser over 100,000 sessions that are created through the API, as
 * `npm test` does it over 600 (`test/browser/console-acceptance.test.ts`). Prints what the pages cost; the screenshots are in
 * `test-results/`.
 *
 * Environment: CONSOLE_SESSIONS (100000).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, toolEnvironment } from './bundled-node.mjs';

const { status } = spawnSync('vitest', ['run', '--project', 'browser', 'test/browser/console-acceptance.test.ts'], {
  cwd: projectRoot,
  env: toolEnvironment({ CONSOLE_SESSIONS: process.env.CONSOLE_SESSIONS || '100000' }),
  stdio: 'inherit',
});
if (status === 0) console.log(readFileSync(join(projectRoot, 'test-results', 'console-acceptance.json'), 'utf8'));
process.exitCode = status ?? 1;
