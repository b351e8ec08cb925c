/**
 * The package as others get it: packed by npm in a copy of the project, installed by npm in an empty one. Guarantees: neither
 * reaches for the network; the copy has the secrets and the leftovers that a developer's checkout has.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../scripts/bundled-node.mjs';

const CONSUMER = fileURLToPath(new URL('consumer', import.meta.url));

/** What a checkout has besides its own files. */
const NOT_COPIED = ['node_modules', '.git', '.wrangler', '.state', 'dist', 'coverage', 'test-results'];
/** What stands in a developer's checkout, and must not leave it. */
const LEFTOVERS = ['.dev.vars', '.dev-token', '.wrangler/state/secret', '.state/secret', 'dist/stale.js', 'npm.log'];
/** The dependencies of the package: where there is no registry, they come from this project. */
const DEPENDENCIES = ['hono', 'jose', 'valibot'];

/** A project that has the package, and the programs of `consumer/`. */
export class PackedProject {
  readonly #parent = mkdtempSync(join(tmpdir(), 'edge-sessions-packed-'));
  readonly folder = join(this.#parent, 'project');

  constructor() {
    const checkout = join(this.#parent, 'checkout');
    cpSync(projectRoot, checkout, {
      recursive: true,
      filter: (path) => !NOT_COPIED.includes(relative(projectRoot, path)),
    });
    symlinkSync(join(projectRoot, 'node_modules'), join(checkout, 'node_modules'));
    for (const path of LEFTOVERS) {
      mkdirSync(dirname(join(checkout, path)), { recursive: true });
      writeFileSync(join(checkout, path), 'a secret\n');
    }
    // Of the package, with its scripts: `prepack` builds it.
    this.#npm(checkout, 'pack', '--pack-destination', this.#parent);
    for (const name of DEPENDENCIES) {
      const folder = join(projectRoot, 'node_modules', name);
      this.#npm(this.#parent, 'pack', folder, '--ignore-scripts', '--pack-destination', this.#parent);
    }
    cpSync(CONSUMER, this.folder, { recursive: true });
    this.write('package.json', JSON.stringify({ name: 'consumer', type: 'module' }));
    const tarballs = readdirSync(this.#parent).filter((name) => name.endsWith('.tgz'));
    this.#npm(this.folder, 'install', '--offline', '--no-audit', '--no-fund', ...tarballs.map((name) => `../${name}`));
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(this.path(file), text);
  }

  /** Everything that the package brought, in its folder. */
  packageFiles(): readonly string[] {
    const folder = this.path('node_modules/edge-sessions');
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort();
  }

  /** A tool of this project, run in the consumer's. */
  run(tool: string, ...args: string[]): { readonly status: number | null; readonly output: string } {
    const { status, stdout, stderr } = spawnSync(join(projectRoot, 'node_modules', '.bin', tool), args, {
      cwd: this.folder,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false', NO_COLOR: '1' },
      encoding: 'utf8',
    });
    return { status, output: `${stdout}${stderr}` };
  }

  #npm(cwd: string, ...args: string[]): void {
    const env = { ...process.env, npm_config_cache: join(this.#parent, 'cache') };
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  }

  [Symbol.dispose](): void {
    rmSync(this.#parent, { recursive: true, force: true });
  }
}
