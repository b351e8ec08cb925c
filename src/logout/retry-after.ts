/**
 * How long a relying party asks to be left alone: `Retry-After` (RFC 9110 section 10.2.3). Pure. Dates in the one form that
 * senders may still generate (section 5.6.7); the obsolete ones count as malformed, which costs nothing: the schedule holds.
 */
const SECONDS = /^\d{1,12}$/;
const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

/** Milliseconds from `now` on, 0 for what has passed; null: no such header, or a malformed one. */
export function retryAfterOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (SECONDS.test(header)) return Number(header) * 1_000;
  // The parser alone takes almost anything for a date.
  const time = DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? null : Math.max(0, time - now);
}
