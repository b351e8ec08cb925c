/** The Nodes that programs are run by: those of the project and of the machine, else one from npm; null without a network. */
import { execFileSync, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { delimiter } from 'node:path';
import { bundledNode } from '../../scripts/bundled-node.mjs';

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

/** The path of a Node of this major version. */
export function nodeOf(major: number): string | null {
  const isOf = (path: string | null) =>
    path !== null && execFileSync(path, ['-v'], { encoding: 'utf8' }).startsWith(`v${major}.`);
  for (const path of [bundledNode, pathOf('node')]) if (isOf(path)) return path;
  const fetched = pathOf('npx', '--prefer-offline', '--fetch-retries=0', '-y', `node@${major}`);
  return isOf(fetched) ? fetched : null;
}
