/**
 * One request of the HTTP contract and its answer, whatever carries them: `fetch` (`fetch-exchange.ts`), or a call within the
 * service (the RPC binding). Pure.
 */

export interface RemoteRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As the contract writes it: `/v1/clients/:clientId`. */
  readonly path: string;
  /** By name, not encoded. */
  readonly params?: Readonly<Record<string, string>>;
  /** By name, not encoded; null and undefined are left out. */
  readonly query?: Readonly<Record<string, string | null | undefined>>;
  /** As sent; undefined is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** JSON. */
  readonly body?: string;
  /** Whether it changes something, so that a lost answer leaves open what has happened. */
  readonly writes: boolean;
  /** Whether a repeat has the effect and the answer of one request. */
  readonly repeatable: boolean;
}

export interface RemoteAnswer {
  readonly status: number;
  header(name: string): string | null;
  /** What the JSON holds; null without a body. */
  readonly body: unknown;
}

/** Throws `StorageUnavailable` where no answer of the service is to be had; every other answer is handed on. */
export type Exchange = (request: RemoteRequest) => Promise<RemoteAnswer>;
