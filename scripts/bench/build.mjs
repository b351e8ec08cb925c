/**
 * The Workers as they are deployed: one minified module each, built from the source as it lies there.
 * Relies on esbuild, which wrangler brings.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../bundled-node.mjs';

/** @param {string} entry a path in the project @returns {Promise<string>} */
export async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(projectRoot, entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    write: false,
    logLevel: 'error',
  });
  return /** @type {import('esbuild').OutputFile} */ (outputFiles[0]).text;
}
