/**
 * One operation for another Worker, or for the console. Guarantees: scopes, limits, forms, outcomes and the log line are those of HTTP, because the
 * operations are; only the bearer token is missing, whose place the binding's props take. Every answer is a value, faults too, so
 * that nothing depends on how an exception crosses RPC; none repeats what was sent.
 */
import * as v from 'valibot';
import { configurationOf, type Env } from '../config.ts';
import type { Actor } from '../http/access.ts';
import { logOf } from '../http/log.ts';
import type { Answer, Operation } from '../http/operation.ts';
import { OPERATIONS } from '../http/operations.ts';
import { accessProblem, type Caller, NO_SUCH_PATH, perform } from '../http/perform.ts';
import { invalidRequest, PROBLEMS, type Problem, unavailable } from '../http/problem.ts';
import type { ServicesFactory } from '../http/services.ts';
import { validate } from '../http/validation.ts';
import type { BoundAnswer } from '../remote/binding.ts';
import type { Meter } from '../session/cost.ts';
import { LIMITS } from '../session/limits.ts';

export interface BoundCaller {
  readonly env: Env;
  readonly ctx: Pick<ExecutionContext, 'waitUntil'>;
  /** Null: the binding's props say nothing that would do. */
  readonly actor: Actor | null;
  /** What the calls of the caller have cost. */
  readonly meter: Meter;
  /** How the request came, for the log; null: the caller tells the log itself what came of it. */
  readonly way: string | null;
}

const text = v.pipe(
  v.string('must be a string'),
  v.check((value) => value.isWellFormed(), 'holds an unpaired surrogate'),
);
const texts = v.optional(v.record(text, text, 'must be texts by name'), {});
const boundRequest = v.object(
  { method: text, path: text, params: texts, query: v.optional(text, ''), headers: texts, body: v.optional(text, '') },
  'must be a request',
);
type BoundRequest = v.InferOutput<typeof boundRequest>;

const operations = new Map(OPERATIONS.map((operation) => [`${operation.method} ${operation.path}`, operation]));
const utf8 = new TextEncoder();
/** Seconds; a deployment mends a configuration, not a moment. */
const RETRY_AFTER = 60;

/** `given` is whatever the other Worker sent. */
export async function boundCall(services: ServicesFactory, caller: BoundCaller, given: unknown): Promise<BoundAnswer> {
  const read = validate(boundRequest, given);
  if (read.outcome === 'invalid') return refused(invalidRequest(read.problems)).answer;
  const { actor, meter, way } = caller;
  const { method, path } = read.value;
  const operation = operations.get(`${method} ${path}`);
  const log = logOf(crypto.randomUUID());
  const { answer, code, id } =
    actor === null
      ? refused({ code: 'insufficient-scope', detail: NO_PROPS })
      : operation === undefined
        ? refused(NO_SUCH_PATH)
        : await performed(services, operation, { ...caller, actor, log }, read.value);
  if (way === null) return answer;
  const route = operation?.path ?? null;
  const { status } = answer;
  log('request', {
    method: `${way} ${method}`,
    route,
    status,
    code,
    actor: actor?.name ?? null,
    id,
    cost: meter.total,
  });
  return answer;
}

async function performed(
  services: ServicesFactory,
  operation: Operation,
  caller: Omit<Caller, 'config'>,
  { params, query, headers: sent, body }: BoundRequest,
): Promise<Done> {
  const denied = accessProblem(operation, params, query, caller.actor);
  if (denied !== null) return refused(denied);
  const configuration = configurationOf(caller.env);
  if (configuration.outcome === 'misconfigured') {
    caller.log('misconfigured', { problems: configuration.problems });
    return refused(unavailable('The service is misconfigured; its log says how.', false, RETRY_AFTER));
  }
  const bytes = utf8.encode(body);
  if (bytes.length > LIMITS.unpackedBodyBytes) return refused(TOO_LARGE);
  const headers = headersOf(sent);
  if (headers === null) return refused(invalidRequest([{ path: 'headers', message: 'must be headers' }]));
  const whole = { ...caller, config: configuration.config };
  const reply = await perform(operation, services, whole, { path: params, headers, query, bytes, now: Date.now() });
  return 'problem' in reply ? refused(reply.problem) : done(reply.answer);
}

const NO_PROPS = 'The service binding has no props {name, scopes} that this service knows; absent means none.';
const TOO_LARGE: Problem = { code: 'content-too-large', detail: 'A body has at most 4 MiB.' };

/** What goes back, and what the log tells of it. */
interface Done {
  readonly answer: BoundAnswer;
  readonly code: string | null;
  readonly id: string | null;
}

const done = ({ status, body = null, headers = {}, sessionId }: Answer): Done => ({
  answer: { status, body, headers },
  code: null,
  id: sessionId ?? null,
});

const refused = ({ code, detail, errors = [], mayHaveBeenStored, headers = {} }: Problem): Done => ({
  answer: { status: PROBLEMS[code].status, body: { code, detail, errors, mayHaveBeenStored }, headers },
  code,
  id: null,
});

/** Null where they could not have come over HTTP. */
function headersOf(given: Readonly<Record<string, string>>): Headers | null {
  try {
    return new Headers(given);
  } catch {
    return null;
  }
}
