/** `edge-sessions/client` is small, and is nothing of the service but the words that it shares with it. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const KIB = 1024;
const root = fileURLToPath(new URL('../..', import.meta.url));

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/remote/index.ts'],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  metafile: true,
  write: false,
});

it('is under 22 KiB, minified', () => {
  const bytes = outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
  const files = Object.keys(metafile.inputs).length;
  console.info(`The client has ${(bytes / KIB).toFixed(1)} KiB, from ${files} files.`);
  expect(bytes).toBeLessThan(22 * KIB);
});

it('has no dependency, and nothing of Cloudflare', () => {
  const parts = new Set(Object.keys(metafile.inputs).map((path) => path.split('/').slice(0, 2).join('/')));
  expect([...parts].sort()).toEqual(['src/client', 'src/remote', 'src/session', 'src/ticket']);
  const [output] = Object.values(metafile.outputs);
  expect(output?.imports).toEqual([]);
});
