/**
 * Serves one operation over Hono. Guarantees the order of checks that follows the pattern of the path and the method:
 * 404 where the path's parameters name nothing that can exist, 403, 413, 415, 400, then what the store finds
 * (contract, "Answers"); and that a fault is a 503 which says whether something may have been stored.
 */
import type { Context, Handler } from 'hono';
import type { Scope } from '../config.ts';
import { StorageUnavailable } from '../session/session-store.ts';
import { holds, insufficientScope } from './access.ts';
import { type BodyOutcome, readBody } from './body.ts';
import type { HttpEnv } from './http-env.ts';
import { describeFault, logOf } from './log.ts';
import type { Answer, Operation, Reply } from './operation.ts';
import { asksFor } from './parameter.ts';
import { pathParameters } from './path-parameters.ts';
import { type Problem, problemResponse, unavailable } from './problem.ts';
import type { ServicesFactory } from './services.ts';

export const NO_SUCH_PATH: Problem = { code: 'not-found', detail: 'There is no such path.' };

const RETRY_AFTER = 2;
const NO_BODY: BodyOutcome = { outcome: 'read', bytes: new Uint8Array() };

export function serve(operation: Operation, services: ServicesFactory): Handler<HttpEnv> {
  return async (c) => {
    c.set('route', operation.path);
    const path = pathParameters(operation.path, c.req.raw.url);
    if (operation.pathExists?.(path) === false) return refuse(c, NO_SUCH_PATH);
    const actor = c.get('actor');
    const query = rawQuery(c.req.raw.url);
    const missing = scopesOf(operation, query).find((scope) => !holds(actor, scope));
    if (missing !== undefined) return refuse(c, insufficientScope(missing));
    const body = operation.body === null ? NO_BODY : await readBody(c.req.raw);
    if (body.outcome !== 'read') return refuse(c, bodyProblem(body.outcome));
    const log = logOf(c.get('requestId'));
    const request = { env: c.env, config: c.get('config'), ctx: c.executionCtx, meter: c.get('meter'), log };
    const reply = await operation
      .reply({
        services: (onBehalfOf) => services({ ...request, by: { actor: actor.name, onBehalfOf } }),
        actor,
        path,
        headers: c.req.raw.headers,
        query,
        bytes: body.bytes,
        now: Date.now(),
      })
      .catch((fault: unknown): Reply => ({ problem: faultProblem(c, operation, fault) }));
    return 'problem' in reply ? refuse(c, reply.problem) : respond(c, reply.answer);
  };
}

const scopesOf = ({ scope, alsoAsks }: Operation, query: string): readonly Scope[] =>
  alsoAsks !== undefined && asksFor(query, alsoAsks.parameter, alsoAsks.value) ? [scope, alsoAsks.scope] : [scope];

/** Answers with a problem, and leaves its code for the log line. */
export function refuse(c: Context<HttpEnv>, problem: Problem): Response {
  c.set('code', problem.code);
  return problemResponse(problem, c.get('requestId'));
}

function respond(c: Context<HttpEnv>, { status, body, headers, sessionId }: Answer): Response {
  if (sessionId !== undefined) c.set('sessionId', sessionId);
  if (body === undefined) return new Response(null, { status, headers: { ...headers } });
  return new Response(JSON.stringify(body), { status, headers: { ...headers, 'Content-Type': 'application/json' } });
}

function bodyProblem(code: 'content-too-large' | 'unsupported-media-type'): Problem {
  switch (code) {
    case 'content-too-large':
      return { code, detail: 'A body has at most 1 MiB.' };
    case 'unsupported-media-type':
      return { code, detail: 'Send Content-Type: application/json, without a charset or with charset=utf-8.' };
  }
}

/** Whatever is thrown: the log tells what is known, the caller whether to look before repeating. */
function faultProblem(c: Context<HttpEnv>, { name, writes }: Operation, fault: unknown): Problem {
  const log = logOf(c.get('requestId'));
  if (fault instanceof StorageUnavailable) {
    const { message, mayHaveBeenStored, retryAfter, cause } = fault;
    log('storage-unavailable', { operation: name, message, mayHaveBeenStored, cause: describeFault(cause).name });
    return unavailable('Storage did not answer.', mayHaveBeenStored, retryAfter);
  }
  log('fault', { operation: name, ...describeFault(fault) });
  return unavailable('The request could not be completed.', writes, RETRY_AFTER);
}

/** What stands between the first question mark and a fragment. */
function rawQuery(url: string): string {
  const [address = ''] = url.split('#', 1);
  const start = address.indexOf('?');
  return start < 0 ? '' : address.slice(start + 1);
}
