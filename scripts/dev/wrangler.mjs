/**
 * wrangler without its habits. Guarantees: needs no network, sends no metrics, asks nothing, checks for no update, and
 * keeps no record of requests. Relies on the mark that every process started here carries (processes.mjs).
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundledNode, projectRoot, toolEnvironment } from '../bundled-node.mjs';
import { MARK } from './processes.mjs';

/**
 * @typedef {object} Run
 * @property {string} id
 * @property {string} folder private to this run: the merged configuration, temporary files
 * @property {string} stateFolder
 */

/**
 * @param {Run} run
 * @param {string[]} args
 * @returns {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>}
 */
export const startWrangler = (run, args) =>
  spawn(bundledNode, [join(projectRoot, 'node_modules', 'wrangler', 'bin', 'wrangler.js'), ...args], {
    cwd: projectRoot,
    env: toolEnvironment({
      [MARK]: run.id,
      TMPDIR: run.folder,
      // wrangler announces itself to other wranglers of the machine in a registry: two copies of this project would meet.
      WRANGLER_REGISTRY_PATH: join(run.folder, 'registry'),
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_SEND_ERROR_REPORTS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
      WRANGLER_WRITE_LOGS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      CLOUDFLARE_ENV: undefined,
      // Its local traces would store request headers, and so session keys, in the state folder.
      X_LOCAL_OBSERVABILITY: 'false',
      NO_COLOR: '1',
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** @param {Run} run @returns {Promise<void>} rejects with wrangler's own words */
export function applyMigrations(run) {
  const args = ['d1', 'migrations', 'apply', 'edge-sessions', '--local', '--persist-to', run.stateFolder];
  const wrangler = startWrangler(run, args);
  let said = '';
  for (const stream of [wrangler.stdout, wrangler.stderr]) stream.on('data', (chunk) => (said += chunk));
  return new Promise((resolve, reject) => {
    wrangler.on('error', reject);
    wrangler.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`The migrations failed.\n${said}`))));
  });
}

/** @param {Run} run @param {number} port @param {string} envFile */
export const startService = (run, port, envFile) => startDev(run, port, ['--env-file', envFile]);

/**
 * Several Workers in one process, bound to each other by name. Only the first is on the port, and only the first would get an
 * `--env-file`.
 * @param {Run} run @param {number} port @param {string[]} configurations
 */
export const startWorkers = (run, port, configurations) =>
  startDev(
    run,
    port,
    configurations.flatMap((file) => ['--config', file]),
  );

/** @param {Run} run @param {number} port @param {string[]} args */
const startDev = (run, port, args) =>
  startWrangler(run, [
    'dev',
    ...['--port', String(port), '--inspector-port', '0', '--persist-to', run.stateFolder, ...args],
    '--show-interactive-dev-session=false',
  ]);
