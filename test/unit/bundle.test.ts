/**
 * The production bundle stays small: a Worker is loaded where it was never loaded before, and each KiB is start-up time.
 * Built as wrangler builds it, one minified module, but for the console (`src/admin`), which is left out: the bound is the
 * service's.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';

const KIB = 1024;
/** As `src/index.ts` imports it. */
const CONSOLE = './admin/*';
const root = fileURLToPath(new URL('../..', import.meta.url));

let bytes: number;
let inputs: string[];

beforeAll(async () => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/index.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*', CONSOLE],
    metafile: true,
    write: false,
  });
  bytes = outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
  inputs = Object.keys(metafile.inputs);
});

const MOST = 270;

it(`is under ${MOST} KiB`, () => {
  console.info(`The bundle has ${(bytes / KIB).toFixed(1)} KiB, from ${inputs.length} files.`);
  expect(bytes).toBeLessThan(MOST * KIB);
});

it('is the whole service', () => {
  const parts = ['src/index.ts', 'src/http/app.ts', 'src/subject/subject.ts', 'src/cron/scheduled.ts'];
  expect(inputs).toEqual(expect.arrayContaining(parts));
});

it.each(['jose', 'drizzle-orm', 'zod', 'fast-check', '@valibot/to-json-schema', 'miniflare'])(
  'has nothing of %s',
  (name) => {
    expect(inputs.filter((input) => input.includes(`node_modules/${name}/`))).toEqual([]);
  },
);

it('holds nothing of what only the OpenAPI document and the migrations are made of', () => {
  expect(inputs.filter((input) => /^src\/openapi\/|^src\/index-d1\/schema\.ts$/.test(input))).toEqual([]);
});

it('is measured without the console', () => {
  expect(inputs.filter((input) => input.startsWith('src/admin/'))).toEqual([]);
});

it.each(['memory', 'receiver', 'hono'])('has nothing of src/%s, which is for applications', (part) => {
  expect(inputs.filter((input) => input.startsWith(`src/${part}/`))).toEqual([]);
});

it('holds nothing of the tests and the scripts', () => {
  expect(inputs.filter((input) => !/^(src|node_modules)\//.test(input))).toEqual([]);
});
