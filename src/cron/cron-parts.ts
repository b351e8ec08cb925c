/** What the scheduled work needs, and its time budget. */
import type { SessionIndex } from '../index-d1/session-index.ts';
import type { Directory } from '../store/directory.ts';

/** Stops the work of one run; the next goes on where it stopped. */
export interface Budget {
  readonly spent: boolean;
}

export interface CronParts {
  readonly directory: Directory;
  readonly index: SessionIndex;
  readonly budget: Budget;
  /** Whether clean-up ends what has expired (`REMOVE_EXPIRED_SESSIONS`). */
  readonly removeExpired: boolean;
  /** How long history and finished deliveries are kept (`HISTORY_DAYS`), in milliseconds. */
  readonly historyKept: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (event: string, details: Record<string, unknown>) => void;
}

/** A budget of wall time, and of calls to objects: the platform ends an invocation that makes too many. */
export function budgetOf(
  most: { readonly milliseconds: number; readonly calls: number },
  directory: Directory,
  now: () => number,
): Budget {
  const end = now() + most.milliseconds;
  return {
    get spent() {
      return now() >= end || directory.calls >= most.calls;
    },
  };
}
