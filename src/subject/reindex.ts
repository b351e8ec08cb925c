/**
 * Projects everything again, after the index was lost or restored to an earlier time. Nothing counts as confirmed: fences
 * decide anew about what the index learns.
 */
import type { Meter } from '../session/cost.ts';
import type { SubjectContext } from './context.ts';

export async function reindex(
  ctx: SubjectContext,
  meter: Meter,
): Promise<{ readonly projected: number; readonly waiting: number }> {
  const { tables } = ctx;
  if (!tables.exist) return { projected: 0, waiting: 0 };
  const route = tables.meta.route;
  const ids = ctx.write(route, 'reindex', () => {
    tables.records.unconfirmAll();
    tables.grants.unconfirmAll();
    const sessions = tables.records.all();
    for (const { id, rev } of sessions) ctx.announce('session', id, rev);
    const grants = tables.grants.all();
    for (const { id, rev } of grants) ctx.announce('grant', id, rev);
    const ended = tables.marks.ended();
    for (const { what, id, rev } of ended) ctx.announce(what, id, rev);
    for (const { id, rev } of tables.deliveries.all()) ctx.announce('delivery', id, rev, '');
    return sessions.length + grants.length + ended.length;
  });
  await ctx.projection.flush();
  ctx.projection.billTo(meter);
  const waiting = tables.exist ? tables.outbox.count() : 0;
  return { projected: Math.max(0, ids - waiting), waiting };
}
