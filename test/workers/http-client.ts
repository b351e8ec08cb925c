/**
 * A client of the real Worker for the tests over HTTP: it sends exactly what it is told, so that a missing type, a broken
 * encoding or an over-long body reach the service as they are.
 */
import { exports } from 'cloudflare:workers';

export const ORIGIN = 'https://sessions.example';

export interface Sent {
  /** The plain text of an API token; null sends none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON with its type. */
  readonly json?: unknown;
  /** Sent as it is, without a type of its own. */
  readonly raw?: string | Uint8Array | ReadableStream;
}

const worker = (exports as unknown as { readonly default: Fetcher }).default;

export const requestOf = (method: string, path: string, sent: Sent = {}): Request => {
  const { token = 'store-token', json, raw } = sent;
  const headers = new Headers(sent.headers);
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  if (json !== undefined) headers.set('Content-Type', 'application/json');
  const text = json === undefined ? raw : JSON.stringify(json);
  const body = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return new Request(`${ORIGIN}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
};

export const send = (method: string, path: string, sent: Sent = {}): Promise<Response> =>
  worker.fetch(requestOf(method, path, sent));

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly mayHaveBeenStored?: boolean;
}

/** The code of a problem, with the paths of its errors where it has some: `invalid-request key ticket`. */
export async function told(response: Response): Promise<string> {
  if (response.ok) return String(response.status);
  const { status, code, errors = [] } = await response.json<Problem>();
  return [status, code, ...errors.map(({ path }) => path || '(body)')].join(' ');
}

/** A record as sent and as answered. */
export interface Session {
  readonly id: string;
  readonly key: string | null;
  readonly scheme: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string | null;
  readonly device: string | null;
  readonly created: string;
  readonly renewed: string;
  readonly expires: string | null;
  readonly absoluteExpires: string | null;
  readonly ticket: string | null;
  readonly revision: number;
  readonly ticketError: string | null;
}

let last = 0;
/** A name that no other test uses: the storage of a file is shared by its tests. */
export const fresh = (name: string): string => {
  last += 1;
  return `${name}-${last}-${crypto.randomUUID().slice(0, 8)}`;
};

export const newSession = (given: Readonly<Record<string, unknown>> = {}) => ({
  scheme: 'cookie',
  subjectId: fresh('subject'),
  sessionId: fresh('sid'),
  ticket: 'a ticket',
  ...given,
});

/** Creates a session that must be created. */
export async function created(
  given: Readonly<Record<string, unknown>> = {},
): Promise<Session & { readonly key: string }> {
  const response = await send('POST', '/v1/sessions', { json: newSession(given) });
  if (response.status !== 201) throw new Error(`not created: ${await response.text()}`);
  return response.json();
}

export const keyHeader = (key: string) => ({ 'Session-Key': encodeURIComponent(key) });

export const get = (key: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  send('GET', '/v1/session', { headers: { ...keyHeader(key), ...headers } });
