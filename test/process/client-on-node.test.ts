/**
 * The built client, really run by each Node that it is for, over a real connection to `npm run dev`. A Node that neither the
 * machine nor the project has comes from npm; without a network its test is skipped, and says so.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundledNode, projectRoot } from '../../scripts/bundled-node.mjs';
import { ProjectCopy, RunningService } from './running-service.ts';

const PROGRAM = fileURLToPath(new URL('client-program.mjs', import.meta.url));

let project: ProjectCopy;
let service: RunningService;
let client: string;

beforeAll(async () => {
  project = new ProjectCopy();
  client = project.path('client.mjs');
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['src/remote/index.ts'],
    outfile: client,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
  });
  service = await RunningService.start(project, { environment: { STATE_DIR: project.path('state') } });
});
afterAll(async () => {
  await service?.kill();
  project?.[Symbol.dispose]();
});

/** npm puts this project's tools first in PATH: the machine's own come after them. */
const machinePath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

const pathOf = (command: string, ...args: string[]): string | null => {
  const { status, stdout } = spawnSync(command, [...args, '-p', 'process.execPath'], {
    cwd: tmpdir(),
    env: { ...process.env, PATH: machinePath },
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
};

function nodeOf(major: number): string | null {
  const isOf = (path: string | null) =>
    path !== null && execFileSync(path, ['-v'], { encoding: 'utf8' }).startsWith(`v${major}.`);
  for (const path of [bundledNode, pathOf('node')]) if (isOf(path)) return path;
  const fetched = pathOf('npx', '-y', `node@${major}`);
  return isOf(fetched) ? fetched : null;
}

it.for([20, 22, 24])('Node %i', (major, { skip }) => {
  const node = nodeOf(major);
  if (node === null) return skip(`there is no Node ${major} on this machine, and npm brings none`);
  const { stdout, stderr, status } = spawnSync(node, [PROGRAM, client], {
    env: { BASE_URL: service.address, TOKEN: service.token },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const seen = JSON.parse(stdout);
  expect(seen.node).toMatch(new RegExp(`^v${major}\\.`));
  expect(seen).toMatchObject({
    outcomes: ['stored', true, 'created', 'found', 'deleted'],
    large: true,
    reasons: ['user_logout'],
    faults: ['unauthorized', 'invalid-request', 'unavailable'],
  });
});
