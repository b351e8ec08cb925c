/**
 * `npm run dev` (or another script that serves) as a user starts it: npm, in a copy of the project with secrets and state of its own. Guarantees: the
 * developer's `.dev.vars`, `.dev-token` and state are never touched, none of the contract's variables comes from the
 * environment of the tests, and nothing is left running or lying about.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { projectRoot } from '../../scripts/bundled-node.mjs';
import { CONFIGURATION } from '../../scripts/dev/configuration.mjs';

const TRACKED = ['src', 'migrations', 'scripts', 'package.json', 'wrangler.toml', 'tsconfig.json', 'examples'];

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of `migrated-state.ts`. */
    migratedState: string;
  }
}

/** A folder in which `npm run dev` works. */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'edge-sessions-copy-'));

  constructor() {
    for (const path of TRACKED) cpSync(join(projectRoot, path), join(this.folder, path), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** With a state folder, `state`, in which the migrations are applied already. */
  static migrated(): ProjectCopy {
    const project = new ProjectCopy();
    cpSync(inject('migratedState'), project.path('state'), { recursive: true });
    return project;
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** The environment of the tests without what would configure the service. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const left = Object.entries(process.env).filter(
    ([name]) => !CONFIGURATION.includes(name) && !/^(npm_|PORT$|STATE_DIR$|INIT_CWD$|BASE_URL$|TOKEN$)/i.test(name),
  );
  return Object.fromEntries(left);
}

interface Started {
  readonly port?: number;
  readonly environment?: Record<string, string>;
  /** One of package.json. */
  readonly script?: string;
}

export class RunningService {
  readonly project: ProjectCopy;
  readonly address: string;
  readonly npm: ChildProcess;
  output = '';
  readonly #ended: Promise<void>;

  private constructor(project: ProjectCopy, { port, environment, script }: Required<Started>) {
    this.project = project;
    this.address = `http://localhost:${port}`;
    this.npm = spawn('npm', ['run', script], {
      cwd: project.folder,
      // A group of its own, as a terminal gives it: what ctrl-C and the tests' SIGKILL reach.
      detached: true,
      env: { ...plainEnvironment(), PORT: String(port), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.npm.stdout?.on('data', (chunk) => (this.output += chunk));
    this.npm.stderr?.on('data', (chunk) => (this.output += chunk));
    this.#ended = new Promise((resolve) => this.npm.once('close', () => resolve()));
  }

  /** Resolves when the address was printed, which is after the first answer. */
  static async start(
    project: ProjectCopy,
    { port, environment = {}, script = 'dev' }: Started = {},
  ): Promise<RunningService> {
    const service = new RunningService(project, { port: port ?? (await freePort()), environment, script });
    await new Promise<void>((resolve, reject) => {
      const look = () => service.#isGreeting && resolve();
      service.npm.stdout?.on('data', look);
      service.npm.once('close', () => reject(new Error(`npm run ${script} ended:\n${service.output}`)));
    });
    return service;
  }

  /** The address stands in it, and a blank line ends it; it is one write. */
  get #isGreeting(): boolean {
    const at = this.output.indexOf(`  ${this.address}\n`);
    return at !== -1 && this.output.includes('\n\n', at);
  }

  get token(): string {
    return this.project.read('.dev-token').trim();
  }

  /** The line to paste, once it was printed. */
  get curlLine(): string | undefined {
    return /^ +(curl .*)\n/m.exec(this.output)?.[1];
  }

  fetch(path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${init.token ?? this.token}`);
    if (init.body) headers.set('content-type', 'application/json');
    return fetch(`${this.address}${path}`, { ...init, headers });
  }

  /** Resolves when npm has ended and its output is closed, which everything that it started holds open. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  /** SIGKILL to the whole process group. */
  async kill(): Promise<void> {
    if (this.npm.exitCode === null && this.npm.signalCode === null) process.kill(-Number(this.npm.pid), 'SIGKILL');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
