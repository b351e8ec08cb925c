/**
 * Another Worker of the account: calls the service as its own code would, by the bindings of its environment and by the client.
 * `POST /` with `{by, onBehalfOf, part, method, args}` answers `{value}` or `{thrown}`.
 */
import { createClient } from '../../../src/remote/create-client.ts';
import type { SessionService } from '../../../src/remote/sessions.ts';

interface Bindings {
  readonly TOKEN: string;
  /** The service's `fetch`. */
  readonly HTTP: Fetcher;
  /** `Sessions` of the service, by what their props allow. */
  readonly [binding: string]: unknown;
}

interface Asked {
  /** `client`, or the name of a binding. */
  readonly by: string;
  readonly onBehalfOf?: string;
  readonly part: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Parts = Readonly<Record<string, Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>>>;

export default {
  async fetch(request: Request, env: Bindings): Promise<Response> {
    const { by, onBehalfOf, part, method, args } = await request.json<Asked>();
    const service = by === 'client' ? overHttp(env) : (env[by] as SessionService);
    // Nothing is awaited in between: one call, however long its path.
    const parts = (onBehalfOf === undefined ? service : service.onBehalfOf(onBehalfOf)) as unknown as Parts;
    try {
      const value = await parts[part]?.[method]?.(...args);
      return Response.json({ value: value ?? null });
    } catch (fault) {
      const { name, message, code, errors, mayHaveBeenStored, retryAfter, cause, stack } = fault as Record<
        string,
        unknown
      >;
      return Response.json({ thrown: { name, message, code, errors, mayHaveBeenStored, retryAfter, cause, stack } });
    }
  },
} satisfies ExportedHandler<Bindings>;

const overHttp = ({ TOKEN, HTTP }: Bindings): SessionService =>
  createClient({ baseUrl: 'https://sessions.internal', token: TOKEN, fetch: (url, init) => HTTP.fetch(url, init) });
