/**
 * Runs the project's tools under the project's own Node. Guarantees: the Node 24 of the `node` package, whatever the
 * machine's Node, also when a script is started without npm. Relies on `npm ci` having run its install script.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

const binFolder = join(projectRoot, 'node_modules', '.bin');
export const bundledNode = join(projectRoot, 'node_modules', 'node', 'bin', 'node');

if (!existsSync(bundledNode)) {
  const cause = existsSync(binFolder)
    ? 'The install script of the "node" package has not run (were scripts switched off?). Run: npm rebuild node'
    : 'Nothing is installed. Run: npm ci';
  console.error(cause);
  process.exit(1);
}

/**
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv} the environment with the project's tools first in PATH
 */
export const toolEnvironment = (extra = {}) => ({
  ...process.env,
  ...extra,
  PATH: `${binFolder}${delimiter}${process.env.PATH ?? ''}`,
});
