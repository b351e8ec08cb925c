/**
 * Sends a delivery again, whatever became of it (contract, "redeliver"). Guarantees: it is due at once, its waits start anew,
 * its attempts count on. A finished one exists in the index only, and comes back from there.
 */
import type { Meter } from '../session/cost.ts';
import type { Delivery } from '../session/ending.ts';
import type { RedeliverArgs } from './api.ts';
import type { SubjectContext } from './context.ts';

export async function redeliver(
  ctx: SubjectContext,
  { route, delivery }: RedeliverArgs,
  meter: Meter,
): Promise<{ readonly delivery: Delivery; readonly indexed: boolean }> {
  const { id } = delivery;
  const queued = ctx.write(route, 'redeliver', () => {
    const { route: _, ...known } = delivery;
    const held = ctx.tables.deliveries.get(id) ?? { ...known, failures: 0 };
    const now = ctx.now();
    const revision = ctx.tick(Math.max(held.revision, delivery.revision));
    const next = { ...held, status: 'pending', failures: 0, nextAttempt: now, revision } as const;
    ctx.tables.deliveries.put(next);
    ctx.announce('delivery', id, revision, '');
    ctx.alarm.cover(now + 1);
    return next;
  });
  return { delivery: queued, indexed: await ctx.projection.deliveryShown(id, meter) };
}
