/**
 * Objects that hold changes which the index has not: what the parts of one run have seen, and what earlier runs saw, asked
 * again. Guarantees: what is told (contract, "stats") waited a moment ago, and waited longer than a change under way does;
 * an object that does not answer is still held to wait. Being asked makes an object send what waits.
 */
import type { Unprojected } from '../index-d1/unprojected.ts';
import { forEachAtOnce } from '../store/follow-located.ts';
import type { Waiting } from '../subject/api.ts';
import type { CronParts } from './cron-parts.ts';

/** A change that is younger is still on its way, in milliseconds. */
const UNDER_WAY = 10_000;

export class WaitingObjects {
  readonly #oldest = new Map<string, number | null>();

  /** What an object has answered: the latest answer stands. */
  note(route: string, { oldest }: Waiting): void {
    this.#oldest.set(route, oldest);
  }

  /** Asks those again that earlier runs saw, and leaves for the statistics what waits. Says how many objects hold something back. */
  async settle({ directory, index, now, log }: CronParts): Promise<number> {
    const before = await index.unprojected();
    const others = before.filter(({ route }) => !this.#oldest.has(route));
    await forEachAtOnce(others, async ({ route, since }) => {
      try {
        this.note(route, await directory.call(route, 'repeatable', (object) => object.wake({ route })));
      } catch (fault) {
        this.#oldest.set(route, since);
        log('cron-object-unavailable', { route, reason: fault instanceof Error ? fault.name : 'unknown' });
      }
    });
    const underWay = now() - UNDER_WAY;
    const waiting = [...this.#oldest].flatMap(([route, since]): Unprojected[] =>
      since !== null && since <= underWay ? [{ route, since }] : [],
    );
    if (waiting.length > 0 || before.length > 0) await index.setUnprojected(waiting);
    return waiting.length;
  }
}
