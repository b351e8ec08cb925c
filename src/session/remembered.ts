/**
 * Remembers something by name for a fixed time. Guarantees: what is older is gone at use, whether or not it has been
 * dropped; memory holds what is young, and what is old until the next thing is remembered.
 */
export class Remembered<T> {
  readonly #window: number;
  /** In the order in which they were remembered. */
  readonly #entries = new Map<string, { readonly value: T; readonly at: number }>();

  /** @param window milliseconds */
  constructor(window: number) {
    this.#window = window;
  }

  remember(name: string, value: T, now: number): void {
    for (const [old, { at }] of this.#entries) {
      if (now - at < this.#window) break;
      this.#entries.delete(old);
    }
    this.#entries.delete(name);
    this.#entries.set(name, { value, at: now });
  }

  recall(name: string, now: number): T | undefined {
    const entry = this.#entries.get(name);
    return entry !== undefined && now - entry.at < this.#window ? entry.value : undefined;
  }
}
