/**
 * Builds what the package offers: `dist/<entry>.js`, ES modules, and `dist/types`. Guarantees: in the ways in for programs is nothing
 * of Node or Cloudflare (their types are checked against a browser's); entries share their modules, so that an error of one is
 * `instanceof` the class of another; packages (hono, jose, valibot) stay imports; no declaration is there that no entry leads to.
 * Not minified: who deploys it does that, and who debugs it can read it.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { keepReached } from './build/declarations.mjs';
import { projectRoot, toolEnvironment } from './bundled-node.mjs';

/** What `exports` of package.json names, and its source: the service itself, and the ways in. */
const ENTRIES = {
  index: 'src/index.ts',
  client: 'src/remote/index.ts',
  hono: 'src/hono/index.ts',
  memory: 'src/memory/index.ts',
};

rmSync(`${projectRoot}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: projectRoot,
  entryPoints: ENTRIES,
  outdir: 'dist',
  chunkNames: 'shared/[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  packages: 'external',
});
for (const project of ['scripts/build/programs.json', 'scripts/build/service.json']) {
  const { status } = spawnSync('tsc', ['-p', project], { cwd: projectRoot, env: toolEnvironment(), stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
keepReached(
  `${projectRoot}/dist/types`,
  Object.values(ENTRIES).map((source) => source.replace(/^src\/(.*)\.ts$/, '$1.d.ts')),
);
