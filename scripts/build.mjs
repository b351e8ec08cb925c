/**
 * Builds what the package offers to programs: `dist/<entry>.js`, ES modules for any runtime, and `dist/types`. Guarantees: nothing
 * of Node or Cloudflare in them (types are checked against a browser's, imports are refused); entries share their modules, so that
 * an error of one is `instanceof` the class of another; packages (hono, jose) stay imports. Not minified: who deploys it does that, and who debugs it can read it.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { projectRoot, toolEnvironment } from './bundled-node.mjs';

/** What `exports` of package.json names, and its source. */
const ENTRIES = { client: 'src/remote/index.ts', hono: 'src/hono/index.ts', memory: 'src/memory/index.ts' };

rmSync(`${projectRoot}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: projectRoot,
  entryPoints: ENTRIES,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  packages: 'external',
});
const { status } = spawnSync('tsc', ['-p', 'scripts/build'], {
  cwd: projectRoot,
  env: toolEnvironment(),
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
