/** What the index has not confirmed, after it was given the chance: for cron, which must not take a change under way for a lag. */
import type { Meter } from '../session/cost.ts';
import type { Waiting } from './api.ts';
import type { SubjectContext } from './context.ts';

/** Sends what waits, for as long as a write would wait for it. */
export async function stillWaiting(ctx: SubjectContext, meter: Meter): Promise<Waiting> {
  const { tables, projection, ports } = ctx;
  if (!tables.exist) return { waiting: 0, oldest: null };
  if (tables.outbox.oldest() !== null) {
    const enough = new AbortController();
    await Promise.race([projection.flush(), ports.sleep(ports.policy.indexWait, enough.signal)]);
    enough.abort();
    projection.billTo(meter);
  }
  if (!tables.exist) return { waiting: 0, oldest: null };
  return { waiting: tables.outbox.count(), oldest: tables.outbox.oldest() };
}
