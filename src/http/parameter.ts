/**
 * Headers and query parameters as an operation declares them. Contract: "Bodies and values".
 * Guarantees: an optional header, where sent, is not empty; an empty query parameter that is known counts as absent; one
 * that is unknown, repeated or not percent-encoded UTF-8 is refused.
 */
import type * as v from 'valibot';
import type { FieldProblem } from './problem.ts';
import { isTellable, validate } from './validation.ts';

type TextSchema = v.GenericSchema<string | undefined, unknown>;

export interface Parameter<S extends TextSchema = TextSchema> {
  readonly name: string;
  /** From the text of one header or parameter, undefined where it was not sent. */
  readonly schema: S;
}

export type Parameters = Readonly<Record<string, Parameter>>;
export type ParameterValues<P extends Parameters> = { readonly [K in keyof P]: v.InferOutput<P[K]['schema']> };

/** Reads what is declared; problems are added to `problems`, and then the values are not to be used. */
export function readParameters<P extends Parameters>(
  declared: P,
  textOf: (name: string) => string | undefined,
  problems: FieldProblem[],
): ParameterValues<P> {
  const values: Record<string, unknown> = {};
  for (const [property, { name, schema }] of Object.entries(declared)) {
    const result = validate(schema, textOf(name), name);
    if (result.outcome === 'valid') values[property] = result.value;
    else problems.push(...result.problems);
  }
  return values as ParameterValues<P>;
}

export const readHeaders = <P extends Parameters>(declared: P, headers: Headers, problems: FieldProblem[]) =>
  readParameters(declared, (name) => headers.get(name) ?? undefined, problems);

/** `query` is the raw text after the question mark. */
export function readQuery<P extends Parameters>(declared: P, query: string, problems: FieldProblem[]) {
  const known = new Set(Object.values(declared).map(({ name }) => name));
  const values = new Map<string, string>();
  for (const { name, value } of piecesOf(query)) {
    if (name === null || !known.has(name)) {
      const tellable = name !== null && isTellable(name);
      problems.push({
        path: tellable ? name : '',
        message: tellable ? 'is not a known parameter' : 'has an unknown parameter',
      });
    } else if (values.has(name)) {
      problems.push({ path: name, message: 'is given more than once' });
    } else {
      if (value === null) problems.push({ path: name, message: 'must be percent-encoded UTF-8' });
      values.set(name, value ?? '');
    }
  }
  return readParameters(declared, (name) => values.get(name) || undefined, problems);
}

/** Whether a raw query gives a parameter this value, also where something else is wrong with it. */
export const asksFor = (query: string, parameter: string, asked: string): boolean =>
  piecesOf(query).some(({ name, value }) => name === parameter && value === asked);

/** Names and values, decoded; null where they are not percent-encoded UTF-8. */
const piecesOf = (query: string) =>
  query
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const cut = piece.indexOf('=');
      return {
        name: formDecode(cut < 0 ? piece : piece.slice(0, cut)),
        value: formDecode(cut < 0 ? '' : piece.slice(cut + 1)),
      };
    });

/** `application/x-www-form-urlencoded`, as browsers and clients write a query: `+` is a space. */
function formDecode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
