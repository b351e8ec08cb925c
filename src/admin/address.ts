/** Addresses of the console with what they ask for. */
import { filterValue } from '../session/session-filter.ts';

type Asked = Readonly<Record<string, string | readonly string[] | null | undefined>>;

/** Null and undefined are left out; a list is repeated. */
export function addressOf(path: string, asked: Asked): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) query.append(name, one);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** What of a list's fields an address asks for; a blank one counts as not set. */
export const askedOf = <const F extends string>(
  fields: readonly F[],
  given: (name: F) => string | null | undefined,
): Readonly<Record<F, string | null>> =>
  Object.fromEntries(fields.map((name) => [name, filterValue(given(name))])) as Record<F, string | null>;
