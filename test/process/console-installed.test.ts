/**
 * `edge-sessions` as the package brings it, on the machine's own Node: by its name, beside nothing that the project installs for
 * itself.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/bundled-node.mjs';
import { freePort } from './running-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-installed-'));
const installed = join(folder, 'package');

beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed);
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  symlinkSync(join(installed, bin['edge-sessions']), join(folder, 'edge-sessions'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** npm puts this project's tools first in PATH: the machine's Node comes after them. */
const machinePath = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { PATH: [folder, ...machinePath].join(delimiter), ...environment };
  const { status, stdout, stderr } = spawnSync('edge-sessions', args, { cwd: folder, env, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

it('runs by its name, and says how it is used', () => {
  expect(existsSync(join(installed, 'node_modules'))).toBe(false);
  expect(run(['--help'])).toEqual({ code: 0, out: expect.stringContaining('edge-sessions <command>'), err: '' });
});

it('brings no token along, and takes one from the environment only', async () => {
  expect(existsSync(join(installed, '.dev-token'))).toBe(false);
  expect(run(['stats'])).toEqual({ code: 3, out: '', err: expect.stringContaining('No API token') });
  const address = `http://127.0.0.1:${await freePort()}`;
  const asked = run(['stats'], { TOKEN: 'S3cret', BASE_URL: address });
  expect(asked).toEqual({ code: 4, out: '', err: expect.stringContaining(`Nothing answers at ${address}`) });
  expect(asked.err).not.toContain('S3cret');
});
