/**
 * The app over services that a test makes up: to see what a request becomes, and to have answers that the real ones give
 * rarely. A service that a test does not name fails when it is called.
 */
import { env } from 'cloudflare:workers';
import { createApp } from '../../src/http/app.ts';
import type { ReadyParts, ServiceRequest, Services } from '../../src/http/services.ts';
import { requestOf } from './http-client.ts';
import type { Call } from './ticket-client.ts';

export const HEALTHY: ReadyParts = { d1: 'ok', object: 'ok', keys: 'ok' };

/** Services in part, each operation as the test says. */
export type StandIns = { readonly [S in keyof Services]?: Partial<Services[S]> };

interface World {
  /** Variables that differ from those of every test. */
  readonly variables?: object;
  readonly readiness?: () => ReadyParts;
  /** Hears whose request it is, when the services are asked for. */
  readonly asked?: (request: ServiceRequest) => void;
}

const context = {
  waitUntil: () => undefined,
  passThroughOnException: () => undefined,
  props: {},
} as unknown as ExecutionContext;

const unused = new Proxy(
  {},
  {
    get: (_target, name) => () => {
      throw new Error(`This test has no service for ${String(name)}`);
    },
  },
);

export function appOver(given: StandIns, { variables = {}, readiness = () => HEALTHY, asked }: World = {}): Call {
  const app = createApp(
    (request) => {
      asked?.(request);
      const none = { store: unused, tickets: unused, clients: unused, grants: unused, bff: unused };
      return { ...none, management: unused, coordination: unused, ...given } as unknown as Services;
    },
    async () => readiness(),
  );
  const changed = { ...env, ...variables } as Parameters<typeof app.fetch>[1];
  return async (method, path, sent) => app.fetch(requestOf(method, path, sent), changed, context);
}

type Operations = Exclude<keyof Services, 'reindex'>;
type Answers<S> = {
  readonly [O in keyof S]?: S[O] extends (...given: never) => Promise<infer Answer> ? Answer : never;
};

/** The app over one service that answers as told; `calls` has the name and the arguments of each call. */
export function answering<S extends Operations>(service: S, answers: Answers<Services[S]>, world: World = {}) {
  const calls: unknown[][] = [];
  const operations = Object.entries(answers).map(([name, answer]) => [
    name,
    async (...given: unknown[]) => {
      calls.push([name, ...given]);
      return answer;
    },
  ]);
  return { call: appOver({ [service]: Object.fromEntries(operations) }, world), calls };
}
