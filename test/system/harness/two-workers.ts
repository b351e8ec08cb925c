/**
 * The service and another Worker that is bound to it, in one real runtime. Guarantees: nothing of the test runner stands between
 * the two, as it does inside the workers project, where a binding's calls go through its stand-ins.
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { bundle, deployed, migrate, TOKEN, workerOf } from './service.ts';

export interface Asked {
  readonly by: string;
  readonly onBehalfOf?: string;
  readonly part: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly [member: string]: unknown;
}

/** One of both. */
export interface Answered {
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is told by each test
  readonly value?: any;
  readonly thrown?: Thrown;
}

export class TwoWorkers {
  readonly logs: readonly string[];
  readonly #miniflare: Miniflare;

  private constructor(miniflare: Miniflare, logs: readonly string[]) {
    this.#miniflare = miniflare;
    this.logs = logs;
  }

  /** @param bindings their props by name; undefined: none */
  static async start(bindings: Readonly<Record<string, Record<string, unknown> | undefined>>): Promise<TwoWorkers> {
    const [service, caller] = await Promise.all(['src/index.ts', 'test/system/harness/calling-worker.ts'].map(bundle));
    const logs: string[] = [];
    const bound = Object.entries(bindings).map(([name, props]) => [
      name,
      { name: 'edge-sessions', entrypoint: 'Sessions', ...(props === undefined ? {} : { props }) },
    ]);
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        workers: [
          {
            name: 'caller',
            ...workerOf(caller ?? ''),
            bindings: { TOKEN },
            serviceBindings: { HTTP: 'edge-sessions', ...Object.fromEntries(bound) },
          },
          { name: 'edge-sessions', ...deployed(service ?? '') },
        ],
        handleStructuredLogs: ({ message }) => void logs.push(message),
        cf: false,
      }),
    );
    await migrate(await miniflare.getD1Database('INDEX', 'edge-sessions'));
    return new TwoWorkers(miniflare, logs);
  }

  /** Has the other Worker call the service. */
  async ask(asked: Asked): Promise<Answered> {
    const response = await this.#miniflare.dispatchFetch('http://caller/', {
      method: 'POST',
      body: JSON.stringify(asked),
    });
    return (await response.json()) as Answered;
  }

  /** What the other Worker hears when it calls a member of its binding. */
  async property(by: string, method: string): Promise<string> {
    return (await this.ask({ by, part: 'binding', method, args: [] })).value;
  }

  stop(): Promise<void> {
    return this.#miniflare.dispose();
  }
}
