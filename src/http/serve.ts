/**
 * Serves one operation over Hono. Guarantees the order of checks that follows the pattern of the path and the method:
 * 404 where the path's parameters name nothing that can exist, 403, 413, 415, 400, then what the store finds
 * (contract, "Answers").
 */
import type { Context, Handler } from 'hono';
import { type BodyOutcome, readBody } from './body.ts';
import type { HttpEnv } from './http-env.ts';
import { logOf } from './log.ts';
import type { Answer, Operation } from './operation.ts';
import { pathParameters } from './path-parameters.ts';
import { accessProblem, perform } from './perform.ts';
import { invalidRequest, type Problem, problemResponse } from './problem.ts';
import type { ServicesFactory } from './services.ts';

const NO_BODY: BodyOutcome = { outcome: 'read', bytes: new Uint8Array() };

export function serve(operation: Operation, services: ServicesFactory): Handler<HttpEnv> {
  return async (c) => {
    c.set('route', operation.path);
    const path = pathParameters(operation.path, c.req.raw.url);
    const actor = c.get('actor');
    const query = rawQuery(c.req.raw.url);
    const denied = accessProblem(operation, path, query, actor);
    if (denied !== null) return refuse(c, denied);
    const body = operation.body === null ? NO_BODY : await readBody(c.req.raw);
    if (body.outcome !== 'read') return refuse(c, bodyProblem(body.outcome));
    const caller = {
      env: c.env,
      config: c.get('config'),
      ctx: c.executionCtx,
      meter: c.get('meter'),
      log: logOf(c.get('requestId')),
      actor,
    };
    const reply = await perform(operation, services, caller, {
      path,
      headers: c.req.raw.headers,
      query,
      bytes: body.bytes,
      now: Date.now(),
    });
    return 'problem' in reply ? refuse(c, reply.problem) : respond(c, reply.answer);
  };
}

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

function bodyProblem(code: Exclude<BodyOutcome['outcome'], 'read'>): Problem {
  switch (code) {
    case 'content-too-large':
      return { code, detail: 'A body has at most 1 MiB; unpacked, at most 4 MiB.' };
    case 'not-gzip':
      return invalidRequest([{ path: 'Content-Encoding', message: 'says gzip, which the body is not' }]);
    case 'unsupported-media-type':
      return { code, detail: 'Send Content-Type: application/json, without a charset or with charset=utf-8.' };
  }
}

/** What stands between the first question mark and a fragment. */
function rawQuery(url: string): string {
  const [address = ''] = url.split('#', 1);
  const start = address.indexOf('?');
  return start < 0 ? '' : address.slice(start + 1);
}
