/**
 * Exchanges as outcomes and faults. Guarantees: a problem that the store names among its refusals becomes that outcome, every
 * other one is thrown as `RequestRefused`. Relies on: the table of refusals being typed by the store's outcomes, so that one that
 * is missing or new does not compile, and on the service answering an operation with its own refusals only.
 */
import { type FieldProblem, RequestRefused } from '../session/request-refused.ts';
import type { Exchange, RemoteAnswer, RemoteRequest } from './exchange.ts';

interface Outcome {
  readonly outcome: string;
}

/** What is no problem on the wire. */
type Success =
  | 'created'
  | 'registered'
  | 'replaced'
  | 'found'
  | 'updated'
  | 'deleted'
  | 'removed'
  | 'absent'
  | 'page'
  | 'stored'
  | 'renewed'
  | 'touched'
  | 'queued'
  | 'counted'
  | 'tried'
  | 'added';

export type Refusals<O extends Outcome> = Readonly<Record<Exclude<O['outcome'], Success>, true>>;

interface Parts extends Pick<RemoteRequest, 'params' | 'query' | 'headers'> {
  /** Becomes JSON. */
  readonly body?: object;
  /** A write is not, unless it says so. */
  readonly repeatable?: boolean;
}

export class Calls {
  readonly #exchange: Exchange;
  readonly #refusals: Readonly<Record<string, true>>;

  constructor(exchange: Exchange, refusals: Readonly<Record<string, true>>) {
    this.#exchange = exchange;
    this.#refusals = refusals;
  }

  read<T>(path: string, parts: Parts, success: (answer: RemoteAnswer) => T | Promise<T>): Promise<T> {
    return this.#call({ method: 'GET', path, ...withText(parts), writes: false, repeatable: true }, success);
  }

  /** A read whose filter is in the body. */
  find<T>(path: string, parts: Parts, success: (answer: RemoteAnswer) => T | Promise<T>): Promise<T> {
    return this.#call({ method: 'POST', path, ...withText(parts), writes: false, repeatable: true }, success);
  }

  write<T>(
    method: RemoteRequest['method'],
    path: string,
    parts: Parts,
    success: (answer: RemoteAnswer) => T | Promise<T>,
  ): Promise<T> {
    return this.#call({ method, path, repeatable: false, ...withText(parts), writes: true }, success);
  }

  async #call<T>(request: RemoteRequest, success: (answer: RemoteAnswer) => T | Promise<T>): Promise<T> {
    const answer = await this.#exchange(request);
    if (answer.status >= 200 && answer.status < 300) return success(answer);
    const { code, detail, errors } = problemIn(answer);
    if (Object.hasOwn(this.#refusals, code)) return { outcome: code } as T;
    throw new RequestRefused(code, detail, errors);
  }
}

const withText = ({ body, ...parts }: Parts) => (body === undefined ? parts : { ...parts, body: JSON.stringify(body) });

interface Told {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
}

/** Text of anybody else than the service stays out: it may repeat what was sent. */
function problemIn({ status, body }: RemoteAnswer): Told {
  const { code, detail, errors = [] } = Object(body) as Partial<Told>;
  return typeof code === 'string' && typeof detail === 'string'
    ? { code, detail, errors }
    : { code: 'unexpected-answer', detail: `status ${status}, which is no answer of edge-sessions`, errors: [] };
}
