/**
 * Removes the grants that match, in their owner's object: one transaction, which also looks up the ids that the index named;
 * what is not here is named with where to go. Guarantees: an object that never held anything writes nothing.
 */
import type { Meter } from '../session/cost.ts';
import type { SubjectContext } from './context.ts';
import { endGrant } from './end-grant.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import type { RemovedGrants, RemoveGrantsArgs } from './grant-api.ts';
import { confirmed } from './remove-of-subject.ts';

export async function removeGrants(
  ctx: SubjectContext,
  { route, selection, located, wait }: RemoveGrantsArgs,
  meter: Meter,
): Promise<RemovedGrants> {
  await finishMoves(ctx, route, located, meter);
  const look = () => located.map((one) => next(ctx, route, one)).filter((one) => one !== null);
  if (!ctx.tables.exist) return { removed: 0, indexed: true, elsewhere: look() };
  const { ended, elsewhere } = ctx.write(route, 'remove-grants', () => {
    const matching = ctx.tables.grants.select(selection);
    for (const grant of matching) endGrant(ctx, grant);
    return { ended: matching.map(({ id }) => id), elsewhere: look() };
  });
  return { removed: ended.length, indexed: await confirmed(ctx, ended, wait, meter), elsewhere };
}
