/** When a session ends by itself. Guarantees: `expires <= now` is expired, everywhere (design.md, invariant 12). */
export interface Lifetime {
  readonly expires: number | null;
  readonly absoluteExpires: number | null;
}

/** The earlier of the two ends, in milliseconds since the epoch; null where there is none. */
export function endOf({ expires, absoluteExpires }: Lifetime): number | null {
  if (expires === null) return absoluteExpires;
  if (absoluteExpires === null) return expires;
  return Math.min(expires, absoluteExpires);
}

export function isExpired(lifetime: Lifetime, now: number): boolean {
  const end = endOf(lifetime);
  return end !== null && end <= now;
}

/** The last time that can be told with a year of four digits. */
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** When a session ends for good; null without an absolute lifetime. Both in milliseconds. */
export const absoluteEndOf = (created: number, lifetime: number): number | null =>
  lifetime === 0 ? null : Math.min(created + lifetime, LATEST);
