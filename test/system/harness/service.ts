/**
 * The Worker in a real runtime (workerd, through Miniflare) over a folder of state, so that it can be stopped, looked into
 * and started again. Guarantees: after `stop` nothing holds the folder; a service starts with the schema of `migrations/`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export const TOKEN = 'the-plain-text-of-a-token';

const SCOPES = ['store', 'manage:read', 'manage', 'tickets:read', 'configure'];

/** A key for `TICKET_KEYS`: 32 bytes of one value. */
export const ticketKey = (id: string, value: number) => ({ id, key: Buffer.alloc(32, value).toString('base64') });

/** What a service needs to know at least. */
export const configuration = {
  API_TOKENS: JSON.stringify([
    { name: 'all', sha256: createHash('sha256').update(TOKEN).digest('hex'), scopes: SCOPES },
  ]),
  TICKET_KEYS: JSON.stringify([ticketKey('first', 1)]),
};

export interface Settings {
  /** Where the state lives. */
  readonly folder: string;
  /** Below the project: `src/index.ts`, or an entry of `test/system`. */
  readonly entry?: string;
  /** The first writes. */
  readonly ticketKeys?: readonly { readonly id: string; readonly key: string }[];
  /** Further variables of the configuration. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Sent {
  /** One of these replaces the one that would be sent anyway. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A body as it is, without a type of its own. */
  readonly raw?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Iterable<[string, string]> & { get(name: string): string | null };
  /** The body as text; empty where there is none. */
  readonly text: string;
}

export class Service {
  /** What the service has logged, line by line. */
  readonly logs: readonly string[];
  readonly #miniflare: Miniflare;

  private constructor(miniflare: Miniflare, logs: readonly string[]) {
    this.#miniflare = miniflare;
    this.logs = logs;
  }

  static async start({
    folder,
    entry = 'src/index.ts',
    ticketKeys = [ticketKey('first', 1)],
    variables = {},
  }: Settings): Promise<Service> {
    const script = await bundle(entry);
    const logs: string[] = [];
    const service = new Service(
      new Miniflare(
        convertV4MiniflareOptions({
          modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
          compatibilityDate: '2026-10-20',
          bindings: { ...variables, ...configuration, TICKET_KEYS: JSON.stringify(ticketKeys) },
          d1Databases: { INDEX: 'index' },
          durableObjects: { SUBJECTS: { className: 'SubjectSessions', useSQLite: true } },
          resourcePersistencePath: folder,
          unsafeTriggerHandlers: true,
          handleStructuredLogs: ({ message }) => void logs.push(message),
          cf: false,
        }),
      ),
      logs,
    );
    await migrate(await service.#miniflare.getD1Database('INDEX'));
    return service;
  }

  async send(method: string, path: string, { headers, json, raw }: Sent = {}): Promise<Answer> {
    const response = await this.#miniflare.dispatchFetch(`http://service${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${TOKEN}`,
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined && raw === undefined ? {} : { body: raw ?? JSON.stringify(json) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Where it listens, for a client that sends what `send` would tidy up, such as an empty header. */
  async origin(): Promise<string> {
    return (await this.#miniflare.ready).origin;
  }

  /** Statements on the index, past the service. */
  async sql(statement: string, ...parameters: readonly unknown[]): Promise<readonly Record<string, unknown>[]> {
    const db = await this.#miniflare.getD1Database('INDEX');
    return (
      await db
        .prepare(statement)
        .bind(...parameters)
        .all()
    ).results;
  }

  /** One run of the scheduled work, as the platform starts it. */
  async scheduled(): Promise<void> {
    const worker = await this.#miniflare.getWorker();
    const { outcome } = await worker.scheduled({ cron: '*/5 * * * *' });
    if (outcome !== 'ok') throw new Error(`the scheduled work ended: ${outcome}`);
  }

  stop(): Promise<void> {
    return this.#miniflare.dispose();
  }
}

/** Brings the schema of `migrations/` to an index that has none. */
export async function migrate(index: Awaited<ReturnType<Miniflare['getD1Database']>>): Promise<void> {
  const known = await index.prepare("SELECT 1 FROM sqlite_master WHERE name = 'ix'").all();
  if (known.results.length > 0) return;
  const files = readdirSync(`${root}migrations`).filter((name) => name.endsWith('.sql'));
  for (const file of files.sort()) {
    const statements = readFileSync(`${root}migrations/${file}`, 'utf8').split('--> statement-breakpoint');
    for (const statement of statements) await index.prepare(statement).run();
  }
}

/** A Worker as one module. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild made nothing');
  return output.text;
}
