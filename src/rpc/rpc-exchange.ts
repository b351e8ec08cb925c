/**
 * Requests of the HTTP contract that stay within the service. Guarantees: scopes, limits, forms, outcomes and the log line are
 * those of HTTP, because the operations are; only the bearer token is missing, whose place the binding's props take.
 */
import { configurationOf, type Env } from '../config.ts';
import type { Actor } from '../http/access.ts';
import { logOf } from '../http/log.ts';
import type { Operation } from '../http/operation.ts';
import { OPERATIONS } from '../http/operations.ts';
import { accessProblem, type Caller, perform } from '../http/perform.ts';
import { PROBLEMS, type Problem } from '../http/problem.ts';
import type { ServicesFactory } from '../http/services.ts';
import type { Exchange, RemoteAnswer, RemoteRequest } from '../remote/exchange.ts';
import { percentEncoded } from '../remote/headers.ts';
import { searchOf } from '../remote/path.ts';
import { Meter } from '../session/cost.ts';
import { LIMITS } from '../session/limits.ts';
import { StorageUnavailable } from '../session/session-store.ts';

export interface RpcCaller {
  readonly env: Env;
  readonly ctx: Pick<ExecutionContext, 'waitUntil'>;
  /** Null: the binding's props say nothing that would do. */
  readonly actor: Actor | null;
  readonly onBehalfOf: string | undefined;
}

const operations = new Map(OPERATIONS.map((operation) => [`${operation.method} ${operation.path}`, operation]));
const utf8 = new TextEncoder();

export const rpcExchange =
  (services: ServicesFactory, caller: RpcCaller): Exchange =>
  async (request) => {
    const operation = operations.get(`${request.method} ${request.path}`);
    if (operation === undefined) throw new Error('an operation that the contract has not');
    const meter = new Meter();
    const log = logOf(crypto.randomUUID());
    const answer = await performed(services, operation, { ...caller, meter, log }, request);
    log('request', {
      method: 'RPC',
      route: operation.path,
      operation: operation.name,
      status: answer.status,
      code: answer.code,
      actor: caller.actor?.name ?? null,
      id: answer.sessionId,
      cost: meter.total,
    });
    if (answer.code === 'unavailable') throw unavailable(answer);
    return answer;
  };

interface RpcAnswer extends RemoteAnswer {
  readonly code: string | null;
  readonly sessionId: string | null;
}

async function performed(
  services: ServicesFactory,
  operation: Operation,
  { actor, env, onBehalfOf, ...context }: RpcCaller & Pick<Caller, 'meter' | 'log'>,
  request: RemoteRequest,
): Promise<RpcAnswer> {
  if (actor === null) return answerTo({ code: 'insufficient-scope', detail: NO_PROPS });
  const query = searchOf(request.query);
  const denied = accessProblem(operation, query, actor);
  if (denied !== null) return answerTo(denied);
  const configuration = configurationOf(env);
  if (configuration.outcome === 'misconfigured') {
    context.log('misconfigured', { problems: configuration.problems });
    throw new StorageUnavailable('the service is misconfigured', { mayHaveBeenStored: false, retryAfter: 60 });
  }
  const bytes = utf8.encode(request.body ?? '');
  if (bytes.length > LIMITS.unpackedBodyBytes) return answerTo(TOO_LARGE);
  const reply = await perform(
    operation,
    services,
    { ...context, env, config: configuration.config, actor },
    { path: request.params ?? {}, headers: headersOf(request, onBehalfOf), query, bytes, now: Date.now() },
  );
  if ('problem' in reply) return answerTo(reply.problem);
  const { status, body = null, headers = {}, sessionId = null } = reply.answer;
  return { status, header: (name) => headers[name] ?? null, body, code: null, sessionId };
}

const NO_PROPS = 'The service binding has no props {name, scopes} that this service knows; absent means none.';
const TOO_LARGE: Problem = { code: 'content-too-large', detail: 'A call has at most 4 MiB.' };

function answerTo({ code, detail, errors, mayHaveBeenStored, headers = {} }: Problem): RpcAnswer {
  const body = { code, detail, errors, mayHaveBeenStored };
  return { status: PROBLEMS[code].status, header: (name) => headers[name] ?? null, body, code, sessionId: null };
}

function unavailable({ header, body }: RpcAnswer): StorageUnavailable {
  const { mayHaveBeenStored = false } = body as { readonly mayHaveBeenStored?: boolean };
  return new StorageUnavailable('the service is unavailable', {
    mayHaveBeenStored,
    retryAfter: Number(header('Retry-After')),
  });
}

function headersOf({ headers = {} }: RemoteRequest, onBehalfOf: string | undefined): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent.set(name, value);
  if (onBehalfOf !== undefined) sent.set('On-Behalf-Of', percentEncoded('On-Behalf-Of', onBehalfOf));
  return sent;
}
