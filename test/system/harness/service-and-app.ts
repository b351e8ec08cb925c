/**
 * The service with its console, and the demo app (`examples/bff`) bound to it, in one real runtime, each at an address of its own:
 * what an operator does in the one is seen by a person in the other. Guarantees: as `npm run demo:app` binds them
 * (`examples/bff/wrangler.toml`); the state is in the folder.
 */
import { fileURLToPath } from 'node:url';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { built, bundle, configuration, deployed, migrate, TOKEN, workerOf } from './service.ts';
import { signingKeys } from './signing-keys.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const SERVICE = 'edge-sessions';
const APP = 'demo-app';
/** Who signs logout tokens, as the app expects it. */
const ISSUER = 'https://sessions.internal';

const bound = (name: string, scopes: readonly string[]) => ({
  name: SERVICE,
  entrypoint: 'Sessions',
  props: { name, scopes },
});

export class ServiceAndApp {
  /** What the two have logged, line by line. */
  readonly logs: readonly string[];
  /** Addresses: `http://localhost:…`, a secure context. */
  readonly service: string;
  readonly app: string;
  readonly #miniflare: Miniflare;

  private constructor(
    miniflare: Miniflare,
    addresses: { readonly service: string; readonly app: string },
    logs: string[],
  ) {
    this.#miniflare = miniflare;
    this.service = addresses.service;
    this.app = addresses.app;
    this.logs = logs;
  }

  static async start(folder: string): Promise<ServiceAndApp> {
    const [service, app] = await Promise.all([bundle('src/index.ts'), bundledApp()]);
    const logs: string[] = [];
    const unsafeDirectSockets = [{ host: 'localhost', port: 0 }];
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        workers: [
          {
            name: SERVICE,
            ...deployed(service),
            bindings: {
              ...configuration,
              ISSUER,
              SIGNING_KEYS: JSON.stringify(signingKeys()),
              USER_DISPLAY_NAME_CLAIM_TYPE: 'name',
              // The app is at http://localhost, which is no address for a logout token anywhere but here.
              ALLOW_PRIVATE_LOGOUT_URIS: 'true',
            },
            unsafeDirectSockets,
          },
          {
            name: APP,
            ...workerOf(app),
            bindings: { ISSUER },
            serviceBindings: {
              SESSIONS: bound('demo-app', ['store', 'manage']),
              ADMINISTRATION: bound('demo-administration', ['manage:read', 'manage', 'configure']),
              SERVICE,
            },
            durableObjects: { INBOX: { className: 'LogoutInbox', useSQLite: true } },
            assets: { directory: fromRoot('examples/bff/public'), routerConfig: { has_user_worker: true } },
            unsafeDirectSockets,
          },
        ],
        resourcePersistencePath: folder,
        handleStructuredLogs: ({ message }) => void logs.push(message),
        cf: false,
      }),
    );
    await migrate(await miniflare.getD1Database('INDEX', SERVICE));
    const at = async (worker: string): Promise<string> =>
      `http://localhost:${(await miniflare.unsafeGetDirectURL(worker)).port}`;
    return new ServiceAndApp(miniflare, { service: await at(SERVICE), app: await at(APP) }, logs);
  }

  /** Asks the service over HTTP, with the token that has every scope. */
  async api(method: string, path: string, json?: unknown): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(`${this.service}${path}`, {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return { status: response.status, text: await response.text() };
  }

  stop(): Promise<void> {
    return this.#miniflare.dispose();
  }
}

/** With what `npm install edge-sessions` would bring. */
const bundledApp = (): Promise<string> =>
  built({
    entryPoints: ['examples/bff/src/index.ts'],
    alias: {
      'edge-sessions/client': fromRoot('src/remote/index.ts'),
      'edge-sessions/hono': fromRoot('src/hono/index.ts'),
    },
  });
