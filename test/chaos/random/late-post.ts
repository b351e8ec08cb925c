/**
 * Letters that arrive again: half of them soon, half of them after about a day. Guarantees: a write to D1 is never later
 * than the rules assume (25 h, consistency.md, "Windows"); a call between objects may be.
 */
import type { ChaosEnv } from '../harness/environment.ts';
import type { Letter } from '../harness/faults.ts';
import { projectInto } from '../harness/real-index.ts';
import { hours, now } from '../harness/virtual-clock.ts';
import { D1 } from '../harness/wire.ts';
import type { Dice } from './dice.ts';

/** By then a tombstone may be gone; a little less, for clocks that differ. */
const LATEST_WRITE = hours(24.9);

interface Kept {
  readonly letter: Letter;
  readonly sent: number;
  readonly due: number;
}

export class LatePost {
  readonly #env: ChaosEnv;
  readonly #dice: Dice;
  #kept: Kept[] = [];
  delivered = 0;

  constructor(env: ChaosEnv, dice: Dice) {
    this.#env = env;
    this.#dice = dice;
  }

  keep(letter: Letter): void {
    const sent = now();
    const delay = this.#dice.chance(0.5) ? this.#dice.between(1, 2_000) : hours(this.#dice.between(12, 30));
    this.#kept.push({ letter, sent, due: sent + delay });
  }

  /** Writes to an index that is no more. */
  dropWrites(): void {
    this.#kept = this.#kept.filter(({ letter }) => letter.to !== D1);
  }

  /** Delivers what is due. An object that is reset by what it does then answers nobody: that is no fault of the letter. */
  async deliver(): Promise<void> {
    const at = now();
    const due = this.#kept.filter((kept) => kept.due <= at);
    this.#kept = this.#kept.filter((kept) => kept.due > at);
    for (const { letter, sent } of due) {
      if (letter.to === D1 && at - sent > LATEST_WRITE) continue;
      this.delivered++;
      try {
        if (letter.to === D1) await projectInto(this.#env.INDEX, letter.args as Parameters<typeof projectInto>[1]);
        else await this.#env.SUBJECTS.getByName(letter.to).late(letter);
      } catch {
        // Lost on its way, or with the object.
      }
    }
  }
}
