/** A service binding to `Sessions`, as another Worker has it. All of it is plain data, which crosses Workers RPC as it is. */
import type { RemoteRequest } from './exchange.ts';

/** An operation of the HTTP contract: as there, but without a token, and with its parameters apart. */
export type BoundRequest = Pick<RemoteRequest, 'method' | 'path'> & {
  readonly params: Readonly<Record<string, string>>;
  /** What stands after the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export interface BoundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What the JSON would hold; null where there is none. */
  readonly body: unknown;
}

/** The type of the binding. Not called by hand: `boundSessions` makes stores of it. */
export interface SessionsBinding {
  call(request: BoundRequest): Promise<BoundAnswer>;
}
