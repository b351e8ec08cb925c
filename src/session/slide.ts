/**
 * Sliding (contract, "Ticket store": Touch): a session moves on by its own window when past half of it, never past its
 * absolute end. Pure. Guarantees: a slide never shortens a session, and sliding twice at one time is sliding once.
 */
import type { SessionFields } from './server-side-session.ts';

/** Milliseconds since the epoch. */
export interface Slide {
  readonly renewed: number;
  readonly expires: number;
}

/** What sliding at `now` makes of the times; null where there is nothing to write. */
export function slideOf(
  { renewed, expires, absoluteExpires }: Pick<SessionFields, 'renewed' | 'expires' | 'absoluteExpires'>,
  now: number,
): Slide | null {
  if (expires === null) return null;
  const window = expires - renewed;
  if (window <= 0 || now < renewed + window / 2) return null;
  const next = Math.min(now + window, absoluteExpires ?? Number.POSITIVE_INFINITY);
  return next > expires ? { renewed: now, expires: next } : null;
}
