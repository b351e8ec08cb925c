/**
 * Where this isolate last saw a session whose key does not name its object. Guarantees: bounded; never more than a guess,
 * since every outcome but "live" and "ended" is asked at home.
 */
const ENTRIES = 10_000;

export class RouteCache {
  readonly #routes = new Map<string, string>();

  get(id: string): string | undefined {
    return this.#routes.get(id);
  }

  /** Remembers where an id is; home needs no remembering. */
  learn(id: string, route: string, home: string): void {
    this.#routes.delete(id);
    if (route === home) return;
    this.#routes.set(id, route);
    if (this.#routes.size > ENTRIES) {
      const oldest = this.#routes.keys().next().value;
      if (oldest !== undefined) this.#routes.delete(oldest);
    }
  }
}
