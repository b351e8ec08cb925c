/**
 * Home lets go of a stay (consistency.md, "Forget"): under the id's lock, a move is finished and the forward of that stay
 * dropped. Answering is the permission to forget: home does not lead to that stay any more.
 */
import type { Meter } from '../session/cost.ts';
import type { ById } from './api.ts';
import type { SubjectContext } from './context.ts';
import { finishAll } from './finish.ts';
import { look } from './look.ts';

export async function release(
  ctx: SubjectContext,
  args: ById & { readonly via: number },
  meter: Meter,
): Promise<object> {
  const { route, id, via } = args;
  await ctx.locks.run(id, async () => {
    await finishAll(ctx, route, id, meter);
    const here = look(ctx, id);
    if (here.kind === 'forward' && here.way.via === via) ctx.write(route, 'release', () => ctx.tables.ways.drop(id));
  });
  ctx.deleteIfEmpty();
  return {};
}
