/**
 * Wing and Gong: is there an order of the operations of one id, each somewhere between its invocation and its answer, that
 * the model allows? Guarantees: explores every order, and gives every state in which the id may be afterwards.
 */
/** Places looked at before the search gives up: a history that needs more says nothing. */
const PATIENCE = 1_000_000;

/** What is asked of one id, in steps of the round. */
export interface Timed {
  readonly invoked: number;
  readonly returned: number;
  /** It may never have happened. */
  readonly optional: boolean;
}

/** The states that an operation may lead to, given what it was answered; none: impossible. */
export type Step<S, O> = (state: S, operation: O) => readonly S[];

export interface Judged<S> {
  /** Empty: no order explains what was answered. */
  readonly states: readonly S[];
  /** Whether the search was given up. */
  readonly exhausted: boolean;
}

interface Place<S> {
  readonly done: bigint;
  readonly state: S;
}

export function judge<S, O extends Timed>(operations: readonly O[], begin: readonly S[], step: Step<S, O>): Judged<S> {
  const all = (1n << BigInt(operations.length)) - 1n;
  const numbers = new Numbers<S>();
  const final = new Map<number, S>();
  const seen = new Set<string>();
  const open: Place<S>[] = [];
  const visit = (done: bigint, state: S): void => {
    const key = `${done} ${numbers.of(state)}`;
    if (seen.has(key)) return;
    seen.add(key);
    open.push({ done, state });
  };
  for (const state of begin) visit(0n, state);
  for (let place = open.pop(); place; place = open.pop()) {
    const { done, state } = place;
    if (done === all) {
      final.set(numbers.of(state), state);
      continue;
    }
    if (seen.size > PATIENCE) return { states: [], exhausted: true };
    const rest = operations
      .map((operation, n) => ({ operation, bit: 1n << BigInt(n) }))
      .filter(({ bit }) => !(done & bit));
    const earliestReturn = Math.min(...rest.map(({ operation }) => operation.returned));
    for (const { operation, bit } of rest) {
      if (operation.invoked > earliestReturn) continue;
      for (const next of step(state, operation)) visit(done | bit, next);
      if (operation.optional) visit(done | bit, state);
    }
  }
  return { states: [...final.values()], exhausted: false };
}

/** A number for each state, the same for equal ones: a search meets few states at many places. */
class Numbers<S> {
  readonly #known = new Map<string, number>();

  of(state: S): number {
    const text = JSON.stringify(state);
    const number = this.#known.get(text) ?? this.#known.size;
    this.#known.set(text, number);
    return number;
  }
}
