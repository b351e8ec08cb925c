/**
 * The outbox on its way into the index (consistency.md, "Project"). Guarantees: what is acknowledged is in the index with
 * that revision or a newer one; one flush at a time; a failure is tried again by the alarm, for ever. A session that the
 * index learns for the first time under a fenced sid, older than the fence, ends here.
 */
import type { Fence, IndexRow } from '../index-d1/index-row.ts';
import { Meter } from '../session/cost.ts';
import { endOf } from '../session/lifetime.ts';
import { sessionFields } from '../session/server-side-session.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import type { OutboxRow } from './outbox-table.ts';
import type { Projected } from './ports.ts';
import type { StoredRecord } from './record-table.ts';

/** Rows and bytes of one flush: two statements, each bind below 1 MB. */
const ROWS = 500;
const BYTES = 700_000;
/** When the alarm looks after a write whose own flush did not come through, in milliseconds. */
const FIRST_LOOK = 5_000;
const LONGEST_BACKOFF = 5 * 60_000;
/** As long as D1 lets a query run. */
const LONGEST_FLUSH = 30_000;

interface Sent {
  readonly waiting: OutboxRow;
  readonly row: IndexRow;
  readonly record: StoredRecord | null;
}

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
  async confirmed(ids: readonly string[], meter: Meter): Promise<boolean> {
    const { indexWait } = this.#ctx.ports.policy;
    const enough = new AbortController();
    let expired = false;
    const timeout = this.#ctx.ports.sleep(indexWait, enough.signal).then(() => {
      expired = true;
    });
    try {
      for (let pause = indexWait / 20; ; pause = Math.min(pause * 2, indexWait / 4)) {
        if (this.#isConfirmed(ids)) return true;
        if (expired) return false;
        const answered = await Promise.race([this.flush(), timeout.then(() => true)]);
        if (answered && (this.#isConfirmed(ids) || this.#waits(ids))) continue;
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
    return tables.exist && ids.some((id) => tables.outbox.has(id));
  }

  /** A positive list: no row waits, and the id is still here, alive or ended. */
  #isConfirmed(ids: readonly string[]): boolean {
    const { tables } = this.#ctx;
    if (!tables.exist) return ids.length === 0;
    return ids.every(
      (id) => !tables.outbox.has(id) && (tables.records.get(id) !== null || tables.marks.get(id)?.kind === 'ended'),
    );
  }

  async #drain(): Promise<boolean> {
    const { tables, ports } = this.#ctx;
    try {
      while (tables.exist) {
        const batch = this.#batch();
        if (batch.length === 0) break;
        const { fences, cost } = await this.#send(batch.map(({ row }) => row));
        this.#unclaimed.add(cost);
        this.#acknowledge(batch, fences);
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
  async #send(rows: readonly IndexRow[]): Promise<Projected> {
    const { ports } = this.#ctx;
    const answered = new AbortController();
    const tooLong = ports.sleep(LONGEST_FLUSH, answered.signal).then(() => {
      throw new Error('the index did not answer in time');
    });
    try {
      return await Promise.race([ports.project(rows), tooLong]);
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
      const sent = this.#read(waiting);
      bytes += atMostBytes(sent.row);
      if (bytes > BYTES && batch.length > 0) break;
      batch.push(sent);
    }
    return batch;
  }

  /** The present state of an id. A row whose record and mark are gone is an end. */
  #read(waiting: OutboxRow): Sent {
    const { tables } = this.#ctx;
    const route = tables.meta.route;
    const at = this.#ctx.now();
    const record = tables.records.get(waiting.id);
    if (!record) {
      const mark = tables.marks.get(waiting.id);
      const revision = mark?.kind === 'ended' ? Math.max(mark.rev, waiting.rev) : waiting.rev;
      const row = {
        state: 'ended',
        id: waiting.id,
        route,
        home: mark?.home ?? route,
        partition: '',
        revision,
        at,
      } as const;
      return { waiting, row, record: null };
    }
    const { id, home, partition, revision } = record;
    return {
      waiting,
      row: { state: 'live', id, route, home, partition, ...sessionFields(record), revision, at },
      record,
    };
  }

  #acknowledge(batch: readonly Sent[], fences: readonly Fence[]): void {
    const ctx = this.#ctx;
    const { tables } = ctx;
    if (!tables.exist) return;
    ctx.write(tables.meta.route, 'acknowledge', () => {
      for (const { waiting, row, record } of batch) {
        tables.outbox.acknowledge(waiting);
        if (row.state !== 'live' || !record) continue;
        const present = tables.records.get(row.id);
        if (present?.via !== record.via || present.sessionId !== row.sessionId) continue;
        if (present.indexedRevision === 0 && fences.some((fence) => this.#ends(fence, present))) {
          endRecord(ctx, present);
          ctx.ports.log('ended-by-fence', { id: row.id });
          continue;
        }
        tables.records.confirm(row.id, {
          via: record.via,
          sid: row.sessionId,
          rev: row.revision,
          ends: endOf(row),
          renewed: row.renewed,
        });
      }
    });
  }

  /** A removal by sid that the index could not name this session for. */
  #ends(fence: Fence, record: StoredRecord): boolean {
    return (
      fence.kind === 'session' &&
      fence.partition === record.partition &&
      fence.sessionId === record.sessionId &&
      record.since <= fence.at - this.#ctx.margin
    );
  }
}

/** An upper bound of a row as JSON: a character is at most four bytes, or escaped by one more. */
const atMostBytes = (row: IndexRow): number =>
  Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length * 4 : 16), 400);
