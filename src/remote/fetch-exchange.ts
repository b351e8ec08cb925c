/**
 * Requests by `fetch`. Guarantees: a key is in a header or a body, never in the URL or in an error; a redirect is not followed,
 * which would hand the key to another host; whatever keeps the service's answer away is `StorageUnavailable`, and only what is
 * safe is repeated.
 */
import { LIMITS } from '../session/limits.ts';
import { StorageUnavailable } from '../session/session-store.ts';
import type { Exchange, RemoteAnswer, RemoteRequest } from './exchange.ts';
import { percentEncoded, visible } from './headers.ts';
import { filled, searchOf } from './path.ts';
import { repeated } from './repeat.ts';

/** What is used of `fetch`: any platform's will do, and that of a service binding. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string | ArrayBuffer;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

export interface ClientOptions {
  /** Where the service is: `https://sessions.example.com`. A path is kept. */
  readonly baseUrl: string;
  /** The API token, or what gives the present one; asked before every request. */
  readonly token: string | (() => string | Promise<string>);
  /** The platform's own where absent. */
  readonly fetch?: Fetch;
  /** Milliseconds that one call may take, repeats included; 10,000 where absent. */
  readonly timeout?: number;
  /** See `onBehalfOf()`. */
  readonly onBehalfOf?: string;
}

const TIMEOUT = 10_000;
/** Seconds, where nobody says. */
const RETRY_AFTER = 0;

export function fetchExchange(options: ClientOptions): Exchange {
  const { timeout = TIMEOUT } = options;
  return (request) => {
    const deadline = { at: Date.now() + timeout, now: Date.now };
    const signal = AbortSignal.timeout(timeout);
    return repeated(request.repeatable, deadline, () => exchanged(options, request, signal));
  };
}

async function exchanged(options: ClientOptions, request: RemoteRequest, signal: AbortSignal): Promise<RemoteAnswer> {
  const { fetch = (url, init) => globalThis.fetch(url, init) } = options;
  const { method, writes } = request;
  const url = urlOf(options.baseUrl, request);
  const headers = await headersOf(options, request);
  const body = await bodyOf(request, headers);
  const lost = (message: string, cause?: unknown) =>
    new StorageUnavailable(message, { mayHaveBeenStored: writes, retryAfter: RETRY_AFTER, cause });
  let response: Response;
  let text: string;
  try {
    const init = { method, headers, redirect: 'manual', signal } as const;
    response = await fetch(url, body === undefined ? init : { ...init, body });
    text = await response.text();
  } catch (cause) {
    throw lost(signal.aborted ? 'the service did not answer in time' : 'the service is out of reach', cause);
  }
  const json = jsonIn(text);
  const { status } = response;
  if (status >= 500 || status === 429) throw unavailable(response, json, writes);
  if (response.ok && status !== 204 && json === undefined) throw lost('the answer is no JSON');
  return { status, header: (name) => response.headers.get(name), body: json ?? null };
}

/** What somebody in between answers leaves open what the service has done; too many requests have not come so far. */
function unavailable({ status, headers }: Response, json: unknown, writes: boolean): StorageUnavailable {
  const { mayHaveBeenStored = writes && status !== 429 } = Object(json) as { mayHaveBeenStored?: boolean };
  const seconds = Number(headers.get('Retry-After') ?? RETRY_AFTER);
  return new StorageUnavailable(`the service answered ${status}`, {
    mayHaveBeenStored,
    retryAfter: Number.isFinite(seconds) ? seconds : RETRY_AFTER,
  });
}

function urlOf(baseUrl: string, { path, params, query }: RemoteRequest): string {
  const search = searchOf(query);
  return `${baseUrl.replace(/\/+$/, '')}${filled(path, params)}${search && `?${search}`}`;
}

async function headersOf({ token, onBehalfOf }: ClientOptions, request: RemoteRequest) {
  const plain = typeof token === 'string' ? token : await token();
  const headers: Record<string, string> = {
    Accept: 'application/json',
    Authorization: `Bearer ${visible('token', plain)}`,
  };
  if (onBehalfOf !== undefined) headers['On-Behalf-Of'] = percentEncoded('On-Behalf-Of', onBehalfOf);
  for (const [name, value] of Object.entries(request.headers ?? {})) if (value !== undefined) headers[name] = value;
  return headers;
}

/** JSON may take six times the room of a ticket: what the service would refuse for its size is compressed. */
async function bodyOf(
  { body }: RemoteRequest,
  headers: Record<string, string>,
): Promise<string | ArrayBuffer | undefined> {
  if (body === undefined) return undefined;
  headers['Content-Type'] = 'application/json';
  // A text has at most three bytes of UTF-8 for each of its units: most need not be measured.
  if (3 * body.length <= LIMITS.bodyBytes) return body;
  const text = new Blob([body]);
  if (text.size <= LIMITS.bodyBytes || typeof CompressionStream === 'undefined') return body;
  headers['Content-Encoding'] = 'gzip';
  return new Response(text.stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
