/**
 * Repeats what is safe to repeat, a bounded number of times, as late as the service asks and never past the deadline. Safe: what
 * has the effect and the answer of one request, and what is known not to have happened.
 */
import { StorageUnavailable } from '../session/session-store.ts';

const ATTEMPTS = 3;
/** Milliseconds, doubled with each attempt: full jitter. */
const PAUSE = 100;

export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly at: number;
  now(): number;
}

export async function repeated<T>(repeatable: boolean, deadline: Deadline, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (fault) {
      if (!(fault instanceof StorageUnavailable) || attempt === ATTEMPTS) throw fault;
      if (!repeatable && fault.mayHaveBeenStored) throw fault;
      const pause = fault.retryAfter * 1_000 + Math.random() * PAUSE * 2 ** attempt;
      if (deadline.now() + pause >= deadline.at) throw fault;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
