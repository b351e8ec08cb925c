/**
 * One at a time for each id, in this object's memory. Guarantees: what home decides about an id is not overtaken while it
 * waits for another object. Only home locks an id; an owner's operation is one transaction (consistency.md, "Locks").
 */
export class Locks {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(id) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(id) === mine) this.#last.delete(id);
    }
  }
}
