/**
 * `npm run dev`: the service on this machine. Guarantees: migrations applied, secrets present (`dev/secrets.mjs`), every
 * configuration variable of the environment in force (`dev/configuration.mjs`), the address printed only once the
 * service answers, the token never printed, and nothing left running however this process ends.
 *
 * Environment: PORT (8787), STATE_DIR (.wrangler/state), and the configuration variables of the contract.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledNode, projectRoot } from './bundled-node.mjs';
import { mergeConfiguration } from './dev/configuration.mjs';
import { envFile } from './dev/env-file.mjs';
import { firstAnswer, isFree, listing } from './dev/first-answer.mjs';
import { showLines } from './dev/log-lines.mjs';
import { sweep, watchParents } from './dev/processes.mjs';
import { ensureSecrets } from './dev/secrets.mjs';
import { applyMigrations, startService } from './dev/wrangler.mjs';

const GRACE = 5_000;

const parentsLive = watchParents();
const port = Number(process.env.PORT || 8787);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`PORT is no port: ${process.env.PORT}`);
  process.exit(1);
}
if (!(await isFree(port))) {
  console.error(`Port ${port} is in use. Choose another one: PORT=8788 npm run dev`);
  process.exit(1);
}

const run = {
  id: randomBytes(8).toString('hex'),
  // mkdtemp makes a folder that only its owner can enter; it holds the merged configuration.
  folder: mkdtempSync(join(tmpdir(), 'edge-sessions-dev-')),
  stateFolder: resolve(projectRoot, process.env.STATE_DIR || '.wrangler/state'),
};
const watchdog = spawn(bundledNode, [fileURLToPath(new URL('dev/watchdog.mjs', import.meta.url)), run.id, run.folder], {
  detached: true,
  stdio: ['pipe', 'ignore', 'ignore'],
});
watchdog.unref();

/** @type {ReturnType<typeof startService> | undefined} */
let service;
const stopping = new AbortController();

/** @param {number} code */
async function stop(code) {
  if (stopping.signal.aborted) return;
  stopping.abort();
  if (service && service.exitCode === null && service.signalCode === null) {
    const ended = new Promise((done) => service?.once('exit', done));
    service.kill('SIGTERM');
    await Promise.race([ended, new Promise((done) => setTimeout(done, GRACE))]);
  }
  await sweep(run.id, run.folder);
  process.exit(code);
}

process.on('SIGINT', () => stop(130));
process.on('SIGTERM', () => stop(143));
process.on('SIGHUP', () => stop(129));
process.stdout.on('error', () => stop(1));
setInterval(() => parentsLive() || stop(1), 250).unref();

try {
  const { variables, tokenFile, token } = ensureSecrets(projectRoot);
  const configuration = join(run.folder, 'configuration.env');
  writeFileSync(
    configuration,
    envFile({ ORIGIN: `http://localhost:${port}`, ...mergeConfiguration(variables, process.env) }),
    { mode: 0o600 },
  );

  console.log('Applying migrations ...');
  await applyMigrations(run);

  console.log('Starting the service ...');
  service = startService(run, port, configuration);
  for (const stream of [service.stdout, service.stderr]) showLines(stream, (line) => console.log(line));
  service.on('exit', (code) => {
    if (!stopping.signal.aborted) console.error(`wrangler ended with ${code}.`);
    stop(code || 1);
  });

  const address = `http://localhost:${port}`;
  const accepted = await firstAnswer(address, token, stopping.signal, (problem) => console.error(problem));
  console.log(greeting(address, tokenFile, accepted));
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    await stop(1);
  }
}

/** @param {string} address @param {string} tokenFile @param {boolean} accepted */
function greeting(address, tokenFile, accepted) {
  // Whoever started npm from another folder pastes into a shell that is in that folder.
  const from = process.env.INIT_CWD ?? process.cwd();
  const path = resolve(from) === resolve(projectRoot) ? relative(from, tokenFile) : tokenFile;
  const file = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  const token = accepted ? `$(cat ${file})` : '$TOKEN';
  return [
    '',
    `  Service  ${address}`,
    accepted
      ? `  Token    in ${path}`
      : `  Token    one of yours: API_TOKENS comes from the environment, so ${path} is not valid`,
    '',
    `  curl -sS -H "Authorization: Bearer ${token}" '${listing(address)}'`,
    '',
  ].join('\n');
}
