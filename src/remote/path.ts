/** Paths and queries of the contract. Guarantees: a parameter of a path is one segment, and never another path. */
import { percentEncoded } from './headers.ts';

/** Whether a text can stand in a path: to a URL dots are the way up and the place itself, and nothing is another path. */
export const isSegment = (text: string): boolean => text !== '' && text !== '.' && text !== '..' && text.isWellFormed();

export const filled = (path: string, params: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

/** What stands after the question mark; empty where nothing is asked. */
export const searchOf = (query: Readonly<Record<string, string | null | undefined>> = {}): string =>
  Object.entries(query)
    .flatMap(([name, value]) => (value == null ? [] : [`${name}=${percentEncoded(name, value)}`]))
    .join('&');
