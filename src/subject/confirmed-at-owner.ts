/**
 * Whether the index has what a create or a move has just given to its owner, and that it ended where it was; asked after the
 * lock. Guarantees: `false`, which
 * becomes `pending`, is never given earlier than the wait, also where the owner is out of reach: fences rely on its age.
 */
import type { Meter } from '../session/cost.ts';
import type { Indexed } from './api.ts';
import type { SubjectContext } from './context.ts';
import { fencedRevision } from './look.ts';
import { ask } from './peer.ts';

export async function confirmedAtOwner(
  ctx: SubjectContext,
  {
    id,
    route,
    owner,
    wait,
  }: { readonly id: string; readonly route: string; readonly owner: string; readonly wait: boolean },
  meter: Meter,
): Promise<Indexed> {
  if (owner === route) {
    if (wait) return confirmedHere(ctx, id, meter);
    void ctx.projection.flush();
    return PENDING;
  }
  if (!wait) return PENDING;
  try {
    return await ask(ctx, owner, meter, (peer) => peer.awaitIndexed({ route: owner, id }));
  } catch (fault) {
    ctx.ports.log('owner-unavailable', { id, reason: fault instanceof Error ? fault.name : 'unknown' });
    await ctx.ports.sleep(ctx.ports.policy.indexWait);
    return PENDING;
  }
}

/** Of what is here: the call of `awaitIndexed`. */
export async function confirmedHere(ctx: SubjectContext, id: string, meter: Meter): Promise<Indexed> {
  const indexed = await ctx.projection.confirmed([id], meter);
  return { indexed, fenced: fencedRevision(ctx, id) };
}

const PENDING: Indexed = { indexed: false, fenced: null };

/** Whether history shows that the session ended at the object that had it before. */
export async function shownAtFormerOwner(
  ctx: SubjectContext,
  {
    id,
    route,
    from,
    wait,
  }: { readonly id: string; readonly route: string; readonly from: string; readonly wait: boolean },
  meter: Meter,
): Promise<boolean> {
  if (from === route) {
    if (wait) return ctx.projection.shown([id], meter);
    void ctx.projection.flush();
    return false;
  }
  if (!wait) return false;
  try {
    return (await ask(ctx, from, meter, (peer) => peer.awaitShown({ route: from, id }))).indexed;
  } catch (fault) {
    ctx.ports.log('owner-unavailable', { id, reason: fault instanceof Error ? fault.name : 'unknown' });
    return false;
  }
}
