/**
 * Chance at every point of `faults.ts`: aborts, lost calls and answers, slow calls, D1 failing before or after it ran, and
 * letters kept to arrive again.
 */
import { type Action, type Chance, hits, type Letter, type Passing } from '../harness/faults.ts';
import { D1 } from '../harness/wire.ts';
import type { Dice } from './dice.ts';
import type { LatePost } from './late-post.ts';
import type { Settings } from './settings.ts';

/** How often an object is reset at a point where it was not yet: some are passed rarely. */
const EAGER = 0.5;

const COPIED = new Set(['project', 'adopt', 'yield', 'release']);

export class Misfortune implements Chance {
  readonly #settings: Settings;
  readonly #dice: Dice;
  readonly #post: LatePost;
  /** D1 answers nobody for a while. */
  d1Away = false;

  constructor(settings: Settings, dice: Dice, post: LatePost) {
    this.#settings = settings;
    this.#dice = dice;
    this.#post = post;
  }

  action(point: string, { from, to }: Passing): Action | null {
    const dice = this.#dice;
    const { abort, d1Failure, callFailure, slow } = this.#settings;
    if (from !== 'worker' && dice.chance(this.#hasHit(point) ? abort : EAGER))
      return { do: dice.chance(0.5) ? 'abort' : 'abort-later' };
    if (point.startsWith('write:') || point.endsWith(':asked')) return null;
    if (to === D1 && this.d1Away && point.endsWith(':sent')) return { do: 'fail' };
    if (dice.chance((to === D1 ? d1Failure : callFailure) / 2)) return { do: 'fail' };
    if (dice.chance(slow)) return { do: 'slow', milliseconds: dice.chance(0.1) ? 300 : dice.between(1, 30) };
    return null;
  }

  #hasHit(point: string): boolean {
    return hits.has(`abort ${point}`) && hits.has(`abort-later ${point}`);
  }

  keep(letter: Letter): void {
    if (COPIED.has(letter.call) && this.#dice.chance(this.#settings.again)) this.#post.keep(letter);
  }
}
