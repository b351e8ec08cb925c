/**
 * The outbox on its way into the index (consistency.md, "Project"). Guarantees: what is acknowledged is in the index with
 * that revision or a newer one; one flush at a time; a failure is tried again by the alarm, for ever. `sent.ts` says what a
 * row becomes, `acknowledge.ts` what its answer changes.
 */
import { Meter } from '../session/cost.ts';
import { acknowledge } from './acknowledge.ts';
import type { SubjectContext } from './context.ts';
import type { Projected } from './ports.ts';
import { type Sent, sentOf, toProjectable } from './sent.ts';

/**
 * Rows and bytes of one flush, one D1 batch: so many that all that one removal ends goes in one. The projector splits what
 * a statement binds.
 */
const ROWS = 20_000;
const BYTES = 8_000_000;
/** When the alarm looks after a write whose own flush did not come through, in milliseconds. */
const FIRST_LOOK = 5_000;
const LONGEST_BACKOFF = 5 * 60_000;
/** As long as D1 lets a query run. */
const LONGEST_FLUSH = 30_000;

export class Projection {
  readonly #ctx: SubjectContext;
  #flushing: Promise<boolean> | null = null;
  #failures = 0;
  #retryAt = 0;
  /** What flushes have cost and nobody has on the bill yet: the next request that waits takes it. */
  #unclaimed = new Meter();

  constructor(ctx: SubjectContext) {
    this.#ctx = ctx;
  }

  /** When the alarm has to look at a row written now. */
  dueAfterWrite(): number {
    return Math.max(this.#ctx.now() + FIRST_LOOK, this.#retryAt);
  }

  /** When the alarm has to try again what waits; null: nothing waits. */
  due(): number | null {
    if (this.#ctx.tables.outbox.first(1).length === 0) return null;
    return this.#failures > 0 ? this.#retryAt : this.#ctx.now() + FIRST_LOOK;
  }

  /** The index did not answer the last time. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Sends all that waits; false where the index did not answer. Joins a flush that is under way. */
  flush(): Promise<boolean> {
    this.#flushing ??= this.#drain().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  /** What the flushes cost that no other request has on its bill. */
  billTo(meter: Meter): void {
    meter.add(this.#unclaimed.total);
    this.#unclaimed = new Meter();
  }

  /**
   * Waits until the index has what is here of these ids, at most `indexWait`. False: it does not, or one of them has moved
   * away. The answer `pending` is never given earlier than half the wait: fences rely on that.
   */
  confirmed(ids: readonly string[], meter: Meter): Promise<boolean> {
    const waits = () => this.#waits(ids);
    return this.#wait(waits, () => this.#isConfirmed(ids), meter);
  }

  /** As `confirmed`, for what does not go anywhere else. */
  shown(ids: readonly string[], meter: Meter): Promise<boolean> {
    return this.#until(() => !this.#waits(ids), meter);
  }

  /** As `shown`, of the present state of a delivery. */
  deliveryShown(id: string, meter: Meter): Promise<boolean> {
    const { tables } = this.#ctx;
    return this.#until(() => !tables.exist || !tables.outbox.has('delivery', id), meter);
  }

  /** As `confirmed`, of all that a caller may be waiting for at this moment, whoever it is. */
  caughtUp(meter: Meter): Promise<boolean> {
    const { tables } = this.#ctx;
    return this.shown(tables.exist ? tables.outbox.awaited() : [], meter);
  }

  #until(isDone: () => boolean, meter: Meter): Promise<boolean> {
    return this.#wait(() => !isDone(), isDone, meter);
  }

  async #wait(waits: () => boolean, isDone: () => boolean, meter: Meter): Promise<boolean> {
    const { indexWait } = this.#ctx.ports.policy;
    const enough = new AbortController();
    let expired = false;
    const timeout = this.#ctx.ports.sleep(indexWait, enough.signal).then(() => {
      expired = true;
    });
    try {
      for (let pause = indexWait / 20; ; pause = Math.min(pause * 2, indexWait / 4)) {
        if (isDone()) return true;
        if (expired) return false;
        const answered = await Promise.race([this.flush(), timeout.then(() => true)]);
        if (answered && (isDone() || waits())) continue;
        // Also what has moved away, and waits for nothing here: without a pause, this would spin and let no timer ring.
        await Promise.race([this.#ctx.ports.sleep(pause, enough.signal), timeout]);
      }
    } finally {
      enough.abort();
      this.billTo(meter);
    }
  }

  #waits(ids: readonly string[]): boolean {
    const { tables } = this.#ctx;
    return tables.exist && ids.some((id) => tables.outbox.holds(id));
  }

  /** A positive list: no row waits, and the id is still here, alive or ended. */
  #isConfirmed(ids: readonly string[]): boolean {
    const { tables } = this.#ctx;
    if (!tables.exist) return ids.length === 0;
    return ids.every((id) => !tables.outbox.holds(id) && isHere(this.#ctx, id));
  }

  async #drain(): Promise<boolean> {
    const { tables, ports } = this.#ctx;
    try {
      while (tables.exist) {
        const batch = this.#batch();
        if (batch.length === 0) break;
        const answer = await this.#send(batch);
        this.#unclaimed.add(answer.cost);
        acknowledge(this.#ctx, batch, answer);
      }
      this.#failures = 0;
      this.#retryAt = 0;
      return true;
    } catch (fault) {
      this.#backOff();
      ports.log('index-unavailable', {
        failures: this.#failures,
        reason: fault instanceof Error ? fault.name : 'unknown',
      });
      return false;
    }
  }

  /** A connection that never answers must not hold up every later flush: the write may have happened, and may yet. */
  async #send(batch: readonly Sent[]): Promise<Projected> {
    const { ports } = this.#ctx;
    const answered = new AbortController();
    const tooLong = ports.sleep(LONGEST_FLUSH, answered.signal).then(() => {
      throw new Error('the index did not answer in time');
    });
    try {
      return await Promise.race([ports.project(toProjectable(batch)), tooLong]);
    } finally {
      tooLong.catch(() => undefined);
      answered.abort();
    }
  }

  /** The attempts that one waiting request makes count as one. */
  #backOff(): void {
    const now = this.#ctx.now();
    if (now < this.#retryAt) return;
    this.#failures++;
    const backoff = Math.min(LONGEST_BACKOFF, 1_000 * 2 ** Math.min(this.#failures, 16));
    this.#retryAt = now + 1 + Math.floor(this.#ctx.ports.random() * backoff);
  }

  #batch(): Sent[] {
    const batch: Sent[] = [];
    let bytes = 0;
    for (const waiting of this.#ctx.tables.outbox.first(ROWS)) {
      const sent = sentOf(this.#ctx, waiting);
      bytes += atMostBytes(sent);
      if (bytes > BYTES && batch.length > 0) break;
      batch.push(sent);
    }
    return batch;
  }
}

/** Alive or ended: what has moved away is another object's to confirm. */
function isHere({ tables }: SubjectContext, id: string): boolean {
  return tables.records.get(id) !== null || tables.marks.get(id)?.kind === 'ended' || tables.grants.get(id) !== null;
}

/** An upper bound of a row as JSON: of most rows it is exact, and an UTF-16 unit is never more than three bytes. */
function atMostBytes({ row }: Sent): number {
  const json = JSON.stringify(row);
  return ASCII.test(json) ? json.length : json.length * 3;
}

const ASCII = /^[ -~]*$/;
