/** Pseudo-random numbers from a seed (mulberry32): the same seed throws the same mix again. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 <= n < 1. */
  throw(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.throw() < probability;
  }

  below(bound: number): number {
    return Math.floor(this.throw() * bound);
  }

  between(low: number, high: number): number {
    return Math.round(low + this.throw() * (high - low));
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** One of the names, as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.entries(weights) as [Name, number][];
    let rest = this.throw() * names.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of names) {
      rest -= weight;
      if (rest < 0) return name;
    }
    return (names[0] as [Name, number])[0];
  }
}
