/**
 * A call that was refused before any store was asked: for whom it came from, or for its form. Thrown by `edge-sessions/client`, over
 * HTTP and over a binding: an outcome is what a correct caller has to expect, this is what has to be mended. Guarantees: neither
 * message nor errors repeat a value of the call.
 */

/** One thing that is wrong with a call or a request. */
export interface FieldProblem {
  /** Dotted (`ticket.claims.0.type`), a header's or a parameter's name, or empty for the call or the body itself. */
  readonly path: string;
  readonly message: string;
}

export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  /**
   * A code of the contract (`unauthorized`, `insufficient-scope`, `invalid-request`, `content-too-large`, …), or
   * `unexpected-answer`: whatever answered is not this service.
   */
  readonly code: string;
  /** With `invalid-request`. */
  readonly errors: readonly FieldProblem[];

  constructor(code: string, detail: string, errors: readonly FieldProblem[] = []) {
    super([`${code}: ${detail}`, ...errors.map(({ path, message }) => `${path} ${message}`.trim())].join('; '));
    this.code = code;
    this.errors = errors;
  }
}

/** The form of one value is wrong. */
export const invalidValue = (path: string, message: string): RequestRefused =>
  new RequestRefused('invalid-request', 'the call does not have the form that the contract asks for', [
    { path, message },
  ]);
