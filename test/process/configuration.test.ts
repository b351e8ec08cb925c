/** What of the environment reaches the service: the list is the service's own, and wrangler reads what was written. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { projectRoot } from '../../scripts/bundled-node.mjs';
import { CONFIGURATION, mergeConfiguration } from '../../scripts/dev/configuration.mjs';
import { envFile } from '../../scripts/dev/env-file.mjs';
import { startWrangler } from '../../scripts/dev/wrangler.mjs';
import { freePort } from './running-service.ts';

/** Tells what it was configured with. */
const PROBE = 'export default { fetch: (_request, env) => Response.json(env) };';

/** Values at which files of variables break. */
const HARD = [
  '',
  ' leading and trailing ',
  '#not a comment',
  'a=b',
  `$HOME \${HOME} \\$HOME $`,
  `it's`,
  '"quoted"',
  'back`tick`',
  `all "three' kinds"`,
  'C:\\new\\table',
  'Ünïcödé 名前 🦊',
  'two\nlines',
  JSON.stringify([`' " \` $HOME \\ \n`]),
];

it('knows every variable that the service reads', () => {
  const source = readFileSync(join(projectRoot, 'src', 'config.ts'), 'utf8');
  const read = [...source.matchAll(/^ {2}readonly ([A-Z][A-Z_]+)\?: string;/gm)].map(([, name]) => name);
  expect(read.length).toBeGreaterThan(5);
  expect(CONFIGURATION).toEqual(expect.arrayContaining(read));
});

it('takes a list that the environment sets as a whole, and adds to one that it only continues', () => {
  const devVars = { API_TOKENS: 'a', API_TOKENS_2: 'b', TICKET_KEYS: 'c', OWN: 'd' };
  const merged = mergeConfiguration(devVars, { API_TOKENS: 'e', TICKET_KEYS_3: 'f', UNRELATED: 'g' });
  expect(merged).toEqual({ API_TOKENS: 'e', TICKET_KEYS: 'c', TICKET_KEYS_3: 'f', OWN: 'd' });
});

it('hands every variable to wrangler as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-probe-'));
  const port = await freePort();
  const variables = Object.fromEntries(CONFIGURATION.map((name, n) => [name, HARD[n % HARD.length] ?? '']));
  writeFileSync(join(folder, 'probe.mjs'), PROBE);
  writeFileSync(
    join(folder, 'wrangler.toml'),
    'name = "probe"\nmain = "probe.mjs"\ncompatibility_date = "2026-10-20"\n',
  );
  // A `.dev.vars` beside the configuration is what would win without `--env-file`.
  writeFileSync(join(folder, '.dev.vars'), CONFIGURATION.map((name) => `${name}=dev-vars\n`).join(''));
  writeFileSync(join(folder, 'variables.env'), envFile(variables));

  const run = { id: `test-${port}`, folder, stateFolder: join(folder, 'state') };
  const wrangler = startWrangler(run, [
    ...['dev', '--config', join(folder, 'wrangler.toml'), '--port', String(port), '--inspector-port', '0'],
    ...['--env-file', join(folder, 'variables.env'), '--persist-to', run.stateFolder],
  ]);
  const ended = new Promise((resolve) => wrangler.once('close', resolve));
  wrangler.stdout.resume();
  wrangler.stderr.resume();
  try {
    let answer: Response | undefined;
    while (!answer && wrangler.exitCode === null) {
      answer = await fetch(`http://localhost:${port}`).catch(() => undefined);
      if (!answer) await pause(100);
    }
    const told = (await answer?.json()) as Record<string, string>;
    for (const name of CONFIGURATION) {
      // JSON may be written another way, as long as it says the same.
      const read = (value = '') => (value.startsWith('[') ? JSON.parse(value) : value);
      expect([name, read(told[name])]).toEqual([name, read(variables[name])]);
    }
  } finally {
    wrangler.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
