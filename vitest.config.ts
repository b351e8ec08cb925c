/**
 * Projects by where the tests run: `unit` (Node, pure modules), `workers` and `workers-together` (inside workerd, the real
 * Worker, objects and D1), `chaos` (Node around Miniflare: aborts, restarts, failing D1), `system` (Node around the bundled
 * Worker: its state at rest, D1 down), `process` (Node around `npm run dev`), `browser` (Node around a headless Chromium).
 * Guarantees: no test sees a developer's `.dev.vars`. Relies on the bundled Node 24 (npm scripts and npx use it).
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { FileOrder } from './test/file-order.ts';

const MINUTE = 60_000;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const token = (plain: string, name: string, scopes: readonly string[]) => ({
  name,
  sha256: createHash('sha256').update(plain).digest('hex'),
  scopes,
});

/** What the Worker under test is configured with; the plain text of a token is its name with `-token`. */
const bindings = {
  API_TOKENS: JSON.stringify([
    token('all-token', 'all', ['store', 'manage:read', 'manage', 'tickets:read', 'configure']),
    token('store-token', 'store', ['store']),
    token('manage-token', 'manage', ['manage']),
    token('read-token', 'read', ['manage:read']),
    token('configure-token', 'configure', ['configure']),
  ]),
  TICKET_KEYS: JSON.stringify([{ id: 'test-1', key: Buffer.alloc(32, 1).toString('base64') }]),
  // RS256 and ES256, made for these tests and used nowhere else; no EdDSA, so that a client can ask for what is missing.
  SIGNING_KEYS: readFileSync(here('test/signing-keys.json'), 'utf8'),
};

/** The plugin reads `.dev.vars` beside the configuration it is given, and offers no way out: so it is given a copy. */
function configWithoutDevVars(): string {
  const folder = here('node_modules/.cache/edge-sessions');
  mkdirSync(folder, { recursive: true });
  copyFileSync(here('wrangler.toml'), `${folder}/wrangler.toml`);
  return `${folder}/wrangler.toml`;
}

/** A noisy machine must not make a test fail: whatever is waited for may take this long. */
const PATIENT = { expect: { poll: { timeout: 30_000 } } };

/** A project whose tests run inside workerd, beside the Worker. */
const inWorkerd = (name: string, files: { include: string[]; isolate?: false }) => ({
  plugins: [
    cloudflareTest(async () => ({
      main: here('src/index.ts'),
      wrangler: { configPath: configWithoutDevVars() },
      miniflare: { bindings: { ...bindings, TEST_MIGRATIONS: await readD1Migrations(here('migrations')) } },
    })),
  ],
  test: {
    name,
    globalSetup: ['./test/system/harness/relying-parties-setup.ts'],
    setupFiles: ['./test/workers/apply-migrations.ts'],
    ...files,
    ...PATIENT,
    testTimeout: MINUTE,
    hookTimeout: MINUTE,
  },
});

export default defineConfig({
  test: {
    // More than the cores of the smallest machine this must stay pleasant on: many files mostly wait (`test/file-order.ts`).
    maxWorkers: 4,
    // The Worker logs a line for each request: a tenth of the time. `--silent=false` shows them.
    silent: true,
    sequence: { sequencer: FileOrder },
    projects: [
      // A property test has a minute. Pure modules need no process of their own for each file.
      {
        test: {
          name: 'unit',
          environment: 'node',
          isolate: false,
          include: ['test/unit/**/*.test.ts'],
          ...PATIENT,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
      inWorkerd('workers', { include: ['test/workers/*.test.ts'] }),
      // What these ask is about ids of their own, and they leave the configuration alone: a service for each would take twice the time.
      inWorkerd('workers-together', { include: ['test/workers/together/*.test.ts'], isolate: false }),
      {
        test: {
          name: 'chaos',
          environment: 'node',
          include: ['test/chaos/**/*.test.ts'],
          ...PATIENT,
          testTimeout: 10 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
      {
        test: {
          name: 'system',
          environment: 'node',
          include: ['test/system/**/*.test.ts'],
          globalSetup: ['./test/system/harness/relying-parties-setup.ts'],
          ...PATIENT,
          testTimeout: 5 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
      {
        test: {
          name: 'process',
          environment: 'node',
          include: ['test/process/**/*.test.ts'],
          globalSetup: ['./test/process/migrated-state.ts'],
          ...PATIENT,
          testTimeout: 10 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['./test/system/harness/relying-parties-setup.ts'],
          ...PATIENT,
          testTimeout: 5 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
    ],
  },
});
