/**
 * The objects of the namespace, by route. Guarantees: each call gets a fresh stub (one that threw stays broken), is
 * counted, and fails as `StorageUnavailable`; only what is safe to repeat is tried again.
 */
import type { Cost, Meter } from '../session/cost.ts';
import { StorageUnavailable } from '../session/session-store.ts';
import type { SubjectApi } from '../subject/api.ts';
import type { Costed } from '../subject/outcome.ts';

/** Finds an object by its route; a fresh stub each time. */
export type ObjectOf = (route: string) => SubjectApi;

/**
 * `read` changes nothing; `repeatable` may run twice (a removal); `once` may not: the Worker cannot know whether it ran, and
 * a create or an update that runs again could undo what came in between.
 */
export type CallKind = 'read' | 'repeatable' | 'once';

const ATTEMPTS = 3;
/** Pause before a further attempt, in milliseconds, at most: full jitter. */
const PAUSE = 50;

export class Directory {
  readonly #objectOf: ObjectOf;
  readonly #meter: Meter;

  #calls = 0;

  constructor(objectOf: ObjectOf, meter: Meter) {
    this.#objectOf = objectOf;
    this.#meter = meter;
  }

  /** How many were made so far, failed attempts too; what the objects called themselves is not among them. */
  get calls(): number {
    return this.#calls;
  }

  /** Calls the object of this route. Throws `StorageUnavailable` where it does not answer. */
  async call<T extends object>(
    route: string,
    kind: CallKind,
    work: (object: SubjectApi) => Promise<Costed<T>>,
  ): Promise<Costed<T>> {
    for (let attempt = 1; ; attempt++) {
      this.#calls += 1;
      this.#meter.add({ object: 1 });
      try {
        const answer = await work(this.#objectOf(route));
        this.#meter.add(answer.cost satisfies Cost);
        return answer;
      } catch (fault) {
        if (kind === 'once' || attempt === ATTEMPTS || !isRetryable(fault)) {
          throw new StorageUnavailable('a session object did not answer', {
            mayHaveBeenStored: kind !== 'read',
            cause: fault,
          });
        }
        await scheduler.wait(Math.random() * PAUSE * attempt);
      }
    }
  }
}

/** The platform says whether a further attempt makes sense, and never at once where an object is overloaded. */
function isRetryable(fault: unknown): boolean {
  const { retryable, overloaded } = Object(fault);
  return retryable === true && overloaded !== true;
}
