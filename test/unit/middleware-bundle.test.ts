/**
 * What the middleware adds to a Hono app, minified: an application pays for it at every cold start. Each part is paid for by
 * those who use it.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const KIB = 1024;
const root = fileURLToPath(new URL('../..', import.meta.url));

const PLAIN = "import { Hono } from 'hono'; export default new Hono().get('/', (c) => c.text('hello'));";
const appWith = (names: string): string => `${PLAIN} export { ${names} } from './src/hono/index.ts';`;

async function bundled(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput ? [path] : [],
  );
  return { bytes: outputFiles.reduce((sum, { contents: { length } }) => sum + length, 0), inputs };
}

const plain = await bundled(PLAIN);

describe.each([
  ['the middleware', 'sessions', 8, false],
  ['the middleware and its endpoints', 'sessions, sessionEndpoints', 10, false],
  ['all of it, with the logout receiver and jose', 'sessions, sessionEndpoints, backChannelLogout', 30, true],
])('%s', (what, names, most, withJose) => {
  it(`adds under ${most} KiB, ${withJose ? 'jose included' : 'without jose'}`, async () => {
    const { bytes, inputs } = await bundled(appWith(names));
    const added = bytes - plain.bytes;
    console.info(`${what}: ${(added / KIB).toFixed(1)} KiB more than ${(plain.bytes / KIB).toFixed(1)} KiB of Hono.`);
    expect(added).toBeLessThan(most * KIB);
    expect(inputs.some((input) => input.includes('node_modules/jose/'))).toBe(withJose);
  });
});

it('brings nothing of the service along', async () => {
  const { inputs } = await bundled(appWith('sessions, sessionEndpoints, backChannelLogout'));
  const ours = inputs.filter((input) => input.startsWith('src/'));
  expect(ours.length).toBeGreaterThan(10);
  expect(ours.filter((input) => !/^src\/(hono|receiver|session|ticket)\//.test(input))).toEqual([]);
  expect(inputs.filter((input) => !/^src\/|node_modules\/(hono|jose)\/|^<stdin>$/.test(input))).toEqual([]);
});
