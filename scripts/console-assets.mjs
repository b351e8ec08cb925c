/**
 * Makes `src/admin/packed-assets.ts`: what the console's pages load into a browser, from `src/browser`, minified.
 * `npm run console:assets` writes it, and a test holds that it is up to date.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { projectRoot } from './bundled-node.mjs';

const TARGET = `${projectRoot}/src/admin/packed-assets.ts`;

/** @returns {Promise<string>} the module */
export async function packedAssets() {
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: ['src/browser/console.ts', 'src/browser/console.css'],
    outdir: 'out',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2023', 'chrome123', 'firefox120', 'safari17.5'],
    write: false,
  });
  const textOf = (/** @type {string} */ ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim();
  return `/** Made of src/browser by scripts/console-assets.mjs (npm run console:assets). */
export const SCRIPT = ${JSON.stringify(textOf('.js'))};
export const STYLE = ${JSON.stringify(textOf('.css'))};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, await packedAssets());
  execFileSync(`${projectRoot}/node_modules/.bin/biome`, ['format', '--write', TARGET], { stdio: 'inherit' });
}
