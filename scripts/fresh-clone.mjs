/**
 * `npm run fresh`: what a newcomer meets. For each Node and npm asked for: clones what is committed, installs it with an
 * empty npm cache, starts `npm run dev`, runs the curl line that it prints, and stops it; with `--tests`, `npm test` too.
 * Guarantees: exit code 0 only when all of that worked. Relies on the network and on git, bash and curl.
 *
 * Arguments: `--npm 10,11` (majors), `--node machine,24` (the machine's own, the bundled one as the machine's), `--tests`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundledNode, projectRoot } from './bundled-node.mjs';
import { firstCurl } from './fresh/first-curl.mjs';

const { values } = parseArgs({
  options: {
    npm: { type: 'string', default: '10,11' },
    node: { type: 'string', default: 'machine,24' },
    tests: { type: 'boolean', default: false },
  },
});

/** npm puts this project's tools first in PATH, which a newcomer's machine has not. */
const machinePath = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));

/** @param {string} node @param {string} npm */
async function tryOut(node, npm) {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-fresh-'));
  const clone = join(folder, 'clone');
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE$)/i.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    PATH: [...(node === 'machine' ? [] : [dirname(bundledNode)]), ...machinePath].join(delimiter),
    npm_config_cache: join(folder, 'npm-cache'),
    XDG_CONFIG_HOME: join(folder, 'config'),
  };
  const must = (/** @type {string} */ command, /** @type {string[]} */ ...args) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: clone,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}\n${stderr}`);
    return stdout.trim();
  };
  const npx = ['-y', `npm@${npm}`];
  try {
    const git = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', projectRoot, clone], { encoding: 'utf8' });
    if (git.status !== 0) throw new Error(git.stderr);
    const machine = must('node', '-v');
    const version = must('npx', ...npx, '-v');
    console.log(`\n== Node ${machine}, npm ${version}`);
    must('npx', ...npx, 'ci');
    console.log(`npm ci        ok, tools run under Node ${must(join(clone, 'node_modules', '.bin', 'node'), '-v')}`);

    const { seconds, line } = await firstCurl(clone, env, ['npx', ...npx, 'run', 'dev']);
    console.log(`npm run dev   first answer after ${seconds.toFixed(1)} s; worked as pasted: ${line}`);

    if (values.tests)
      console.log(
        `npm test      ${must('npx', ...npx, 'test')
          .split('\n')
          .at(-1)}`,
      );
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let failed = 0;
for (const node of values.node.split(',')) {
  for (const npm of values.npm.split(',')) {
    if (!(await tryOut(node, npm))) failed += 1;
  }
}
process.exitCode = failed === 0 ? 0 : 1;
