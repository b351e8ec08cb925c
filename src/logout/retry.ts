/**
 * When a logout token that was not delivered is sent again. Contract: "Back-channel logout". Pure. Guarantees: never earlier
 * than the schedule says and the relying party asked for; what it asks for never keeps a delivery for more than an hour.
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After the first failure, the second and so on. */
const WAITS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR] as const;

/** By how much a wait is longer at most, so that what failed together is not sent together. */
const SPREAD = 0.1;

export interface Failure {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** In this series, this one included. */
  readonly failures: number;
  /** Milliseconds that the relying party asked for; null: none. */
  readonly retryAfter: number | null;
  /** At least 0, less than 1. */
  readonly random: number;
}

/** When the next attempt is due, in milliseconds since the epoch; null: there is none, the delivery is dead. */
export function nextAttempt({ now, failures, retryAfter, random }: Failure): number | null {
  const wait = WAITS[failures - 1];
  if (wait === undefined) return null;
  const longer = 1 + SPREAD * random;
  const asked = Math.min((retryAfter ?? 0) * longer, HOUR);
  return now + Math.floor(Math.max(wait * longer, asked));
}
