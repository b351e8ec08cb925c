/**
 * An operation of the API as it is declared: what it takes and what it does. The app serves these declarations; the OpenAPI
 * document describes the same ones, in words that stand in `src/openapi` under the same file name and the operation's, and
 * that the service does not load.
 *
 * Guarantees: `handle` runs only for a request whose headers, query and body are valid; all that is wrong with them is told
 * at once.
 */
import type * as v from 'valibot';
import type { Scope } from '../config.ts';
import type { Actor } from './access.ts';
import { parseBody } from './body.ts';
import { onBehalfOf } from './headers.ts';
import { type Parameter, type Parameters, type ParameterValues, readHeaders, readQuery } from './parameter.ts';
import { type FieldProblem, invalidRequest, type Problem } from './problem.ts';
import type { Services } from './services.ts';
import { validate } from './validation.ts';

export type BodySchema = v.GenericSchema<unknown, unknown>;

/** A success. */
export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  /** Becomes JSON; undefined for 204. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The public id of the session that the answer is about, for the log. */
  readonly sessionId?: string;
}

export type Reply = { readonly answer: Answer } | { readonly problem: Problem };

/** What every operation is called with. */
export interface Call {
  /** Who is behind the token is known once `On-Behalf-Of` is valid. */
  readonly services: (onBehalfOf: string | null) => Services;
  readonly actor: Actor;
  /** Parameters of the path, decoded; empty where one is not percent-encoded UTF-8: nothing has an empty id. */
  readonly path: Readonly<Record<string, string>>;
  readonly headers: Headers;
  /** The query without its question mark, as sent. */
  readonly query: string;
  /** The body as sent; empty where the operation has none. */
  readonly bytes: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface ValidCall<H, Q, B> extends Omit<Call, 'services' | 'headers' | 'query'> {
  readonly services: () => Services;
  readonly headers: H;
  readonly query: Q;
  readonly body: B;
}

export interface Operation<Name extends string = string, Query extends string = string> {
  /** The name in the contract's table. */
  readonly name: Name;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Hono's pattern. */
  readonly path: string;
  /** Whether there is such a path, by its parameters; without one, every path of the pattern is there. */
  readonly pathExists?: (parameters: Readonly<Record<string, string>>) => boolean;
  readonly scope: Scope;
  /** A value of a query parameter that asks for another scope as well. */
  readonly alsoAsks?: { readonly parameter: string; readonly value: string; readonly scope: Scope };
  /** Whether a fault leaves open if something was stored. */
  readonly writes: boolean;
  readonly headers: Parameters;
  readonly query: Readonly<Record<Query, Parameter>>;
  readonly body: BodySchema | null;
  reply(call: Call): Promise<Reply>;
}

interface Declaration<Name extends string, H extends Parameters, Q extends Parameters, B extends BodySchema | null>
  extends Omit<Operation<Name>, 'reply' | 'headers' | 'query' | 'body'> {
  readonly headers: H;
  readonly query: Q;
  readonly body: B;
  handle(
    call: ValidCall<ParameterValues<H>, ParameterValues<Q>, B extends BodySchema ? v.InferOutput<B> : null>,
  ): Promise<Reply>;
}

/** Declares an operation: its types flow from the schemas into `handle`. */
export function operation<
  const Name extends string,
  H extends Parameters,
  Q extends Parameters,
  B extends BodySchema | null,
>(declaration: Declaration<Name, H, Q, B>): Operation<Name, keyof Q & string> {
  const { handle, ...declared } = declaration;
  type Body = B extends BodySchema ? v.InferOutput<B> : null;
  return {
    ...declared,
    async reply(call) {
      const problems: FieldProblem[] = [];
      const everywhere = readHeaders({ onBehalfOf }, call.headers, problems);
      const headers = readHeaders(declaration.headers, call.headers, problems);
      const query = readQuery(declaration.query, call.query, problems);
      const body = readObject(declaration.body, call.bytes, problems) as Body;
      if (problems.length > 0) return { problem: invalidRequest(problems) };
      const services = () => call.services(everywhere.onBehalfOf ?? null);
      return handle({ ...call, services, headers, query, body });
    },
  };
}

function readObject(schema: BodySchema | null, bytes: Uint8Array, problems: FieldProblem[]): unknown {
  if (schema === null) return null;
  const value = parseBody(bytes, problems);
  if (value === null) return null;
  const result = validate(schema, value);
  if (result.outcome === 'valid') return result.value;
  problems.push(...result.problems);
  return null;
}
