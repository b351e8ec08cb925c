/** Addresses of the console with what they ask for. */

type Asked = Readonly<Record<string, string | readonly string[] | null | undefined>>;

/** Null and undefined are left out; a list is repeated. */
export function addressOf(path: string, asked: Asked): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) query.append(name, one);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
