/**
 * An exchange as outcome or fault. Guarantees: a problem that the operation names becomes its outcome, every other one is thrown
 * as `RequestRefused`. Relies on: the table of refusals being typed by the operation's outcome, so that one that is missing or
 * new does not compile.
 */
import { type FieldProblem, RequestRefused } from '../session/request-refused.ts';
import type { Exchange, RemoteAnswer, RemoteRequest } from './exchange.ts';

/** Every outcome of an operation that is a problem on the wire. */
export type Refusals<Outcome extends { readonly outcome: string }, Success extends Outcome['outcome']> = Readonly<
  Record<Exclude<Outcome['outcome'], Success>, true>
>;

export type Called<Refusal extends string> =
  | { readonly outcome: 'answered'; readonly answer: RemoteAnswer }
  | { readonly outcome: Refusal };

export async function call<Refusal extends string>(
  exchange: Exchange,
  refusals: Readonly<Record<Refusal, true>>,
  request: RemoteRequest,
): Promise<Called<Refusal>> {
  const answer = await exchange(request);
  if (isSuccess(answer)) return { outcome: 'answered', answer };
  const problem = problemIn(answer);
  if (Object.hasOwn(refusals, problem.code)) return { outcome: problem.code as Refusal };
  throw refused(problem);
}

/** The same for an operation that knows no refusal. */
export async function answerOf(exchange: Exchange, request: RemoteRequest): Promise<RemoteAnswer> {
  const answer = await exchange(request);
  if (isSuccess(answer)) return answer;
  throw refused(problemIn(answer));
}

const isSuccess = ({ status }: RemoteAnswer): boolean => status >= 200 && status < 300;

interface Told {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
}

const refused = ({ code, detail, errors }: Told): RequestRefused => new RequestRefused(code, detail, errors);

/** Text of anybody else than the service stays out: it may repeat what was sent. */
function problemIn({ status, body }: RemoteAnswer): Told {
  const { code, detail, errors = [] } = Object(body) as Partial<Told>;
  return typeof code === 'string' && typeof detail === 'string'
    ? { code, detail, errors }
    : { code: 'unexpected-answer', detail: `status ${status}, which is no answer of edge-sessions`, errors: [] };
}

/** What headers say of a change: `Session-Index: pending`, `Idempotency-Replayed`, `Already-Absent`. */
export const isIndexed = (answer: RemoteAnswer): boolean => answer.header('Session-Index') !== 'pending';
export const isReplayed = (answer: RemoteAnswer): boolean => answer.header('Idempotency-Replayed') === 'true';
export const wasAbsent = (answer: RemoteAnswer): boolean => answer.header('Already-Absent') === 'true';
