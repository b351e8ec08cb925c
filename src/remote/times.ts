/** Times on the wire are RFC 3339, inside milliseconds since the epoch. */

/** What is no time is sent as it is, for the service to refuse: it must not become null, which means "never". */
export function timeText(time: number | null | undefined): string | null {
  if (time == null) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

/** An object of the wire with these members as milliseconds; null stays null. */
export function timed<T>(json: unknown, members: readonly (keyof T & string)[]): T {
  const object: Record<string, unknown> = { ...(json as object) };
  for (const member of members) {
    const text = object[member];
    if (typeof text === 'string') object[member] = Date.parse(text);
  }
  return object as T;
}
