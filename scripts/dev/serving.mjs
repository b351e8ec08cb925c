/**
 * One run of a command that serves until it is stopped. Guarantees: it begins on a free port; however this process ends, nothing
 * goes on serving and the run's private folder goes. (SIGKILL included: `watchdog.mjs`.)
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledNode, projectRoot } from '../bundled-node.mjs';
import { isFree } from './first-answer.mjs';
import { showLines } from './log-lines.mjs';
import { sweep, watchParents } from './processes.mjs';

const GRACE = 5_000;

/** @param {string} command for people: `npm run dev` @returns {Promise<number>} ends the process where there is none */
export async function freePort(command) {
  const port = Number(process.env.PORT || 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    console.error(`PORT is no port: ${process.env.PORT}`);
    process.exit(1);
  }
  if (!(await isFree(port))) {
    console.error(`Port ${port} is in use. Choose another one: PORT=8788 ${command}`);
    process.exit(1);
  }
  return port;
}

export class Serving {
  id = randomBytes(8).toString('hex');
  // mkdtemp makes a folder that only its owner can enter; it holds the merged configuration.
  folder = mkdtempSync(join(tmpdir(), 'edge-sessions-dev-'));
  #stopping = new AbortController();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #wrangler;

  /** @param {string} stateFolder unless the environment names another one */
  constructor(stateFolder) {
    this.stateFolder = resolve(projectRoot, process.env.STATE_DIR || stateFolder);
    const parentsLive = watchParents();
    const watchdog = fileURLToPath(new URL('watchdog.mjs', import.meta.url));
    spawn(bundledNode, [watchdog, this.id, this.folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    }).unref();
    process.on('SIGINT', () => this.stop(130));
    process.on('SIGTERM', () => this.stop(143));
    process.on('SIGHUP', () => this.stop(129));
    process.stdout.on('error', () => this.stop(1));
    setInterval(() => parentsLive() || this.stop(1), 250).unref();
  }

  /** Aborted once the run is being stopped. */
  get signal() {
    return this.#stopping.signal;
  }

  /** What serves; its end is the end of the run. @param {ReturnType<typeof import('./wrangler.mjs').startWrangler>} wrangler */
  by(wrangler) {
    this.#wrangler = wrangler;
    for (const stream of [wrangler.stdout, wrangler.stderr]) showLines(stream, (line) => console.log(line));
    wrangler.on('exit', (code) => {
      if (!this.signal.aborted) console.error(`wrangler ended with ${code}.`);
      this.stop(code || 1);
    });
  }

  /** A fault on the way to serving. @param {unknown} error */
  async fail(error) {
    if (this.signal.aborted) return;
    console.error(error instanceof Error ? error.message : error);
    await this.stop(1);
  }

  /** @param {number} code */
  async stop(code) {
    if (this.signal.aborted) return;
    this.#stopping.abort();
    const wrangler = this.#wrangler;
    if (wrangler && wrangler.exitCode === null && wrangler.signalCode === null) {
      const ended = new Promise((done) => wrangler.once('exit', done));
      wrangler.kill('SIGTERM');
      await Promise.race([ended, new Promise((done) => setTimeout(done, GRACE))]);
    }
    await sweep(this.id, this.folder);
    process.exit(code);
  }
}
