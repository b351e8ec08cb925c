/** What a request cost: counted where the work is done, added up on the way back, told in `Server-Timing`. */
export interface Cost {
  /** Calls to Durable Objects. */
  readonly object: number;
  /** D1 statements. */
  readonly d1: number;
  /** D1 rows read and written, as D1 bills them. */
  readonly read: number;
  readonly written: number;
}

export const NO_COST: Cost = { object: 0, d1: 0, read: 0, written: 0 };

/** Adds up the costs of one request. */
export class Meter {
  #object = 0;
  #d1 = 0;
  #read = 0;
  #written = 0;

  add(cost: Partial<Cost>): void {
    this.#object += cost.object ?? 0;
    this.#d1 += cost.d1 ?? 0;
    this.#read += cost.read ?? 0;
    this.#written += cost.written ?? 0;
  }

  get total(): Cost {
    return { object: this.#object, d1: this.#d1, read: this.#read, written: this.#written };
  }
}
