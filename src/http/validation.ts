/**
 * Runs a schema over one part of a request and tells all that is wrong with it as `{path, message}`.
 * Guarantees: no message repeats a value; the name of an unknown member is told only where it is short enough to be no
 * secret. Relies on: every schema under `src/http` carrying a message of its own (a test reads them).
 */
import * as v from 'valibot';
import type { FieldProblem } from './problem.ts';

export type Validated<T> =
  | { readonly outcome: 'valid'; readonly value: T }
  | { readonly outcome: 'invalid'; readonly problems: readonly FieldProblem[] };

/** Enough to see what is wrong; a hostile body could cause thousands. */
export const MOST_PROBLEMS = 100;

export function validate<S extends v.GenericSchema>(schema: S, value: unknown, at = ''): Validated<v.InferOutput<S>> {
  const result = v.safeParse(schema, value);
  if (result.success) return { outcome: 'valid', value: result.output };
  return { outcome: 'invalid', problems: result.issues.slice(0, MOST_PROBLEMS).map((issue) => problemOf(issue, at)) };
}

function problemOf(issue: v.BaseIssue<unknown>, at: string): FieldProblem {
  const names = (issue.path ?? []).map((item) => String(item.key));
  const path = (parts: readonly string[]) => [at, ...parts].filter((part) => part !== '').join('.');
  if (issue.type !== 'strict_object' || issue.path === undefined) return { path: path(names), message: issue.message };
  if (issue.expected !== 'never') return { path: path(names), message: 'is required' };
  const unknownName = names.at(-1) ?? '';
  return isTellable(unknownName)
    ? { path: path(names), message: 'is not a known field' }
    : { path: path(names.slice(0, -1)), message: 'has an unknown field' };
}

/**
 * A minted key has 66 characters, a secret of 128 bits at least 22. A longer name is told where it is words, as names of
 * fields are: a secret is not.
 */
export const isTellable = (name: string): boolean =>
  /^[\p{L}\p{N}_$-]{1,21}$/u.test(name) || (name.length <= 40 && /^[a-z]{2,}(?:[A-Z][a-z]+)*$/.test(name));
