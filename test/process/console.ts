/**
 * `edge-sessions` as an operator runs it, in a process of its own. Guarantees: what it writes to either stream is apart, and
 * nothing of the environment of the tests is in its own but where programs are and who runs them.
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
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, LANG: 'C.UTF-8', ...environment };
    this.process = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
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

  /**
   * The same on a terminal of 80 columns, where `typed` is typed. Which terminal, and (for `script`) which shell, is not left to the
   * environment of the tests, which may have neither.
   */
  terminal(typed: string, line: string): Promise<Ended> {
    return this.shell(
      `export -f edge-sessions; printf '%b' ${JSON.stringify(typed)} | TERM=xterm-256color SHELL="$BASH" script -qec ${JSON.stringify(`stty cols 80; ${line}`)} /dev/null`,
    );
  }
}
