/**
 * How long things are remembered, in milliseconds. `consistency.md`, "Windows": the rules are proved for these values
 * and for their order (adopt < mark < tombstone < fence), so they are not configuration.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const WINDOWS = {
  /** An ended id is refused for this long, by the object's clock, tested at use. */
  mark: DAY,
  /** A record that has been under way for longer than this is not accepted by its new owner. */
  adopt: 12 * HOUR,
  /** A tombstone stays in D1 for this long: longer than any late write. */
  tombstone: 25 * HOUR,
  /** A sid-only removal is held against sessions that the index has never confirmed. */
  fence: 30 * DAY,
  /** A kept answer (`Idempotency-Key`). */
  answer: DAY,
  /** How long create, update and delete wait for the index before they say `pending`. */
  indexWait: 2_000,
  /** A results token is good for at least this long. */
  resultsToken: DAY,
} as const;

/**
 * By how much a session must be older than a fence or a cut to be ended by it: half the synchronous wait. An
 * acknowledgement that said `pending` is at least that old, and clocks of objects are less than this apart.
 */
export const fenceMargin = (indexWait: number): number => indexWait / 2;
