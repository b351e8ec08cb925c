/**
 * Which logout tokens have been acted on (Back-Channel Logout 1.0 section 2.6, step 8). Guarantees of the one in memory: a
 * token is remembered until it is refused by its own `exp`, and no longer.
 *
 * Relies on: one isolate. A Worker has several, and a replay that reaches another one is acted on again there, within the
 * lifetime of the token: it ends what has signed in since under the same sid or subject, and nothing else. Where that matters,
 * implement `ReplayMemory` over something that all of them share and that is consistent at once: a Durable Object, or a row in
 * D1 (KV answers late).
 */
export interface ReplayMemory {
  seen(token: string): Promise<boolean>;
  /** @param until milliseconds since the epoch */
  remember(token: string, until: number): Promise<void>;
}

export class MemoryReplays implements ReplayMemory {
  readonly #now: () => number;
  readonly #until = new Map<string, number>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async seen(token: string): Promise<boolean> {
    return (this.#until.get(token) ?? 0) > this.#now();
  }

  async remember(token: string, until: number): Promise<void> {
    const now = this.#now();
    for (const [old, end] of this.#until) if (end <= now) this.#until.delete(old);
    this.#until.set(token, until);
  }
}
