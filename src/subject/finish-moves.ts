/** Finishes the moves, as home, of ids that somebody asks about together. */
import type { Located } from '../index-d1/index-row.ts';
import type { Meter } from '../session/cost.ts';
import type { SubjectContext } from './context.ts';
import { complete } from './finish.ts';
import { look } from './look.ts';
import { forEachOf } from './peer.ts';

export async function finishMoves(
  ctx: SubjectContext,
  route: string,
  ids: readonly Located[],
  meter: Meter,
): Promise<void> {
  const moving = ids.filter(({ id }) => look(ctx, id).kind === 'moving');
  await forEachOf(moving, ({ id }) => complete(ctx, route, id, meter));
}
