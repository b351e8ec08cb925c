/**
 * Problem details (RFC 9457) of the whole service. Contract: "Answers".
 * Guarantees: the codes are a closed union, each with one status and a page at `type`; a problem never repeats a key, a
 * ticket, a token or a body.
 */
import type { FieldProblem } from '../session/request-refused.ts';

export type { FieldProblem };

export const PROBLEMS = {
  unauthorized: { status: 401, title: 'No valid API token' },
  'insufficient-scope': { status: 403, title: 'The API token lacks a scope' },
  'not-found': { status: 404, title: 'No such path' },
  'client-not-found': { status: 404, title: 'No such client' },
  'delivery-not-found': { status: 404, title: 'No such delivery' },
  'grant-not-found': { status: 404, title: 'No such grant' },
  'session-not-found': { status: 404, title: 'No such session' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'idempotency-in-progress': { status: 409, title: 'The first request is still running' },
  'key-taken': { status: 409, title: 'The key is taken' },
  'session-limit': { status: 409, title: 'Too many sessions' },
  'grant-revoked': { status: 410, title: 'The grant was revoked' },
  'session-ended': { status: 410, title: 'The session has ended' },
  'revision-mismatch': { status: 412, title: 'The revision is another one' },
  'content-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON in UTF-8' },
  'filter-required': { status: 400, title: 'A filter is required' },
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'results-token-invalid': { status: 400, title: 'The results token is not valid' },
  'subject-missing': { status: 400, title: 'The ticket names no subject' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  unavailable: { status: 503, title: 'Unavailable at the moment' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(PROBLEMS, text);

export interface Problem {
  readonly code: ProblemCode;
  /** For the developer of the client. */
  readonly detail: string;
  /** With `invalid-request`, and never empty. */
  readonly errors?: readonly FieldProblem[];
  /** With `unavailable`: whether the change that was asked for may have been made. */
  readonly mayHaveBeenStored?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Everything that is wrong with a request, as one problem. */
export const invalidRequest = (errors: readonly FieldProblem[]): Problem => ({
  code: 'invalid-request',
  detail: 'The request does not have the form that the contract asks for; errors names each place.',
  errors,
});

/** 503 with `Retry-After` in seconds. */
export const unavailable = (detail: string, mayHaveBeenStored: boolean, retryAfter: number): Problem => ({
  code: 'unavailable',
  detail,
  mayHaveBeenStored,
  headers: { 'Retry-After': String(retryAfter) },
});

export function problemResponse(problem: Problem, requestId: string): Response {
  const { code, detail, errors, mayHaveBeenStored, headers } = problem;
  const { status, title } = PROBLEMS[code];
  const body = { type: `/problems/${code}`, title, status, detail, code, requestId, errors, mayHaveBeenStored };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
  });
}
