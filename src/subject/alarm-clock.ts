/**
 * The one alarm of an object. Guarantees: it is never later than the earliest thing that was covered; it is set inside the
 * transaction that makes it necessary, and taken back with it. Alarms may get lost: `refresh` notices.
 */
import { endOf, type Lifetime } from '../session/lifetime.ts';
import type { SubjectContext } from './context.ts';
import type { SubjectStorage } from './ports.ts';

/** An alarm this long in the past does not come any more (cloudflare-docs#18324, workerd#6866). */
export const LOST_AFTER = 60_000;

/** How long before the end that the index believes in it hears of a later one, in milliseconds. */
export const INDEX_LEAD = 60_000;
/** After this long, the alarm takes up a move that home has not finished. */
export const MOVE_TAKES = 5_000;

/** The platform refuses an alarm after 2189. What comes later (the contract's times go to 9999) is looked at again then. */
const LATEST = Date.UTC(2189, 0);

export class AlarmClock {
  readonly #storage: SubjectStorage;
  #at: number | null | undefined;

  constructor(storage: SubjectStorage) {
    this.#storage = storage;
  }

  /** Sets the alarm to `at`, unless it rings earlier. */
  cover(at: number): void {
    if (typeof this.#at === 'number' && this.#at <= at) return;
    this.set(at);
  }

  /** Rings when the session ends, where the object ends sessions by itself. */
  coverEnd(ctx: SubjectContext, lifetime: Lifetime): void {
    const end = endOf(lifetime);
    if (end !== null && ctx.ports.policy.removeExpired) this.cover(Math.max(end, ctx.now() + 1));
  }

  /** Rings when a grant expires, likewise. */
  coverExpiration(ctx: SubjectContext, expiration: number | null): void {
    if (expiration !== null && ctx.ports.policy.removeExpired) this.cover(Math.max(expiration, ctx.now() + 1));
  }

  /** Rings before the index takes a live session for expired. */
  coverIndexedEnd(ctx: SubjectContext, indexedEnd: number): void {
    this.cover(Math.max(indexedEnd - INDEX_LEAD, ctx.now() + 1));
  }

  /** Rings when a move that was begun now should long be done. */
  coverMove(now: number): void {
    this.cover(now + MOVE_TAKES);
  }

  set(at: number): void {
    this.#at = Math.min(at, LATEST);
    void this.#storage.setAlarm(this.#at);
  }

  /** Nothing is to be done at any time. */
  clear(): void {
    if (this.#at === null) return;
    void this.#storage.deleteAlarm();
    this.#at = null;
  }

  /** What was set may have been undone. */
  forget(): void {
    this.#at = undefined;
  }

  /** Learns what is set. False: nothing, or an alarm that was lost. */
  async refresh(now: number): Promise<boolean> {
    const at = await this.#storage.getAlarm();
    this.#at = at !== null && at > now - LOST_AFTER ? at : null;
    return this.#at !== null;
  }
}
