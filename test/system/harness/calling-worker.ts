/**
 * Another Worker of the account: calls the service as its own code would, by the bindings of its environment and by the client.
 * `POST /` with `{by, onBehalfOf, part, method, args}` answers `{value}` or `{thrown}`; part `binding` calls a member of the stub.
 */
import type { SessionsBinding } from '../../../src/remote/binding.ts';
import { boundSessions } from '../../../src/remote/bound-sessions.ts';
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
    if (part === 'binding') return Response.json({ value: await said(env[by] as Stub, method) });
    const service = by === 'client' ? overHttp(env) : boundSessions(env[by] as SessionsBinding);
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

type Stub = Readonly<Record<string, () => Promise<unknown>>>;

/** What calling a member of a binding says. */
const said = async (stub: Stub, member: string): Promise<string> => {
  try {
    return `answered ${await stub[member]?.()}`;
  } catch (fault) {
    return String(fault);
  }
};

const overHttp = ({ TOKEN, HTTP }: Bindings): SessionService =>
  createClient({ baseUrl: 'https://sessions.internal', token: TOKEN, fetch: (url, init) => HTTP.fetch(url, init) });
