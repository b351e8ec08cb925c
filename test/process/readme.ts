/**
 * The README and the documents as a reader uses them: their blocks as they stand, the shell's pasted into a terminal that stays
 * open. What differs from a reader's machine is told once: ports are free ones, so that tests do not meet.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/bundled-node.mjs';

/** Blocks of a language by the heading that they stand under, in their order. `replaced`: what is another text here. */
export const readmeBlocks = (language: string, replaced: Readonly<Record<string, string>> = {}) =>
  documentBlocks('README.md', language, replaced);

/** The same of any document, by its path in the project. */
export function documentBlocks(
  document: string,
  language: string,
  replaced: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, readonly string[]> {
  const blocks = new Map<string, string[]>();
  let text = readFileSync(join(projectRoot, document), 'utf8');
  for (const [from, to] of Object.entries(replaced)) text = text.replaceAll(from, to);
  let heading = '';
  for (const [, title, of, block] of text.matchAll(/^#{1,3} (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (of === language) blocks.set(heading, [...(blocks.get(heading) ?? []), block ?? '']);
  }
  return blocks;
}

/** A shell that remembers, as a terminal does. */
export class Terminal {
  readonly #shell: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = '';
  #pasted = 0;

  constructor(folder: string, environment: Readonly<Record<string, string>> = {}) {
    const env = { ...process.env, ...environment };
    this.#shell = spawn('bash', ['-s'], { cwd: folder, env, detached: true, stdio: 'pipe' });
    for (const stream of [this.#shell.stdout, this.#shell.stderr]) stream?.on('data', (chunk) => this.#take(chunk));
    this.#closed = new Promise((resolve) => this.#shell.once('close', resolve));
  }

  /** Everything that was printed. */
  get output(): string {
    return this.#output;
  }

  /** Pastes a text that keeps the terminal busy. */
  start(text: string): void {
    this.#shell.stdin?.write(text);
  }

  /** Pastes a text; resolves to what it printed when the prompt is back. */
  async paste(text: string): Promise<string> {
    const prompt = `-- prompt ${++this.#pasted} --`;
    const before = this.#output.length;
    this.start(`${text}\nprintf '%s' '${prompt}'\n`);
    while (!this.#output.includes(prompt)) await this.#news();
    return this.#output.slice(before).replace(prompt, '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#shell.exitCode === null && this.#shell.signalCode === null)
      process.kill(-Number(this.#shell.pid), 'SIGKILL');
    await this.#closed;
  }

  #take(chunk: Buffer): void {
    this.#output += chunk;
    this.#shell.emit('printed');
  }

  async #news(): Promise<void> {
    await Promise.race([
      new Promise((resolve) => this.#shell.once('printed', resolve)),
      this.#closed.then(() => Promise.reject(new Error(`the shell ended:\n${this.#output}`))),
    ]);
  }
}
