/**
 * `edge-sessions` as an operator runs it, in a process of its own. Guarantees: what it writes to either stream is apart, and
 * the environment of the tests names no service and no token, and is nobody's CI (where Node draws no colours).
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ProjectCopy } from './running-service.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class ConsoleRun {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  out = '';
  err = '';

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
    const { BASE_URL: _base, TOKEN: _token, npm_lifecycle_event: _npm, CI: _ci, ...rest } = process.env;
    this.process = spawn(command, args, { env: { ...rest, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout.on('data', (chunk) => (this.out += chunk));
    this.process.stderr.on('data', (chunk) => (this.err += chunk));
    this.ended = new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('close', (code) => resolve({ code, out: this.out, err: this.err }));
    });
  }
}

export class Console {
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;

  constructor(project: ProjectCopy, address: string, environment: Readonly<Record<string, string>> = {}) {
    this.script = project.path(join('scripts', 'console.mjs'));
    this.environment = { BASE_URL: address, ...environment };
  }

  start(...args: string[]): ConsoleRun {
    return new ConsoleRun(process.execPath, [this.script, ...args], this.environment);
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** A line for bash, in which `edge-sessions` is the tool. */
  shell(line: string): Promise<Ended> {
    const tool = `edge-sessions() { "$NODE" "$SCRIPT" "$@"; }`;
    const environment = { ...this.environment, NODE: process.execPath, SCRIPT: this.script };
    return new ConsoleRun('bash', ['-c', `${tool}\n${line}`], environment).ended;
  }

  /** The same on a terminal of 80 columns, where `typed` is typed; `script` takes the shell from SHELL, which may name another. */
  terminal(typed: string, line: string): Promise<Ended> {
    return this.shell(
      `export -f edge-sessions; printf '%b' ${JSON.stringify(typed)} | SHELL="$BASH" script -qec ${JSON.stringify(`stty cols 80; ${line}`)} /dev/null`,
    );
  }
}
