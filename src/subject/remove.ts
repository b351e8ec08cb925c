/**
 * DeleteSession and RemoveAsync, at the owner: one transaction. Deleting what is not there changes nothing and leaves no mark.
 */
import type { Meter } from '../session/cost.ts';
import type { RemoveAnswer, RemoveArgs } from './api.ts';
import { matches } from './condition.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { deleted, signedOutOrExpired } from './ending.ts';
import { settled } from './finish.ts';
import { elsewhere, inWindow, look } from './look.ts';
import { clientIdsOf } from './take-along.ts';

export async function remove(ctx: SubjectContext, args: RemoveArgs, meter: Meter): Promise<RemoveAnswer> {
  const { id, route, ifMatch, wait, by, mode } = args;
  if (mode === 'sign-out') await askAboutClients(ctx, id, meter);
  const answer = await settled(ctx, route, id, meter, (here): RemoveAnswer => {
    if (here.kind === 'live') {
      const { record } = here;
      if (!matches(ifMatch, record.revision)) return { outcome: 'revision-mismatch' };
      const ending = mode === 'delete' ? deleted(by) : signedOutOrExpired(ctx, record, by);
      ctx.write(route, 'remove', () => endRecord(ctx, record, ending));
      return { outcome: 'removed', indexed: false };
    }
    const endedHere = here.kind === 'mark' && here.mark.kind === 'ended' && inWindow(ctx, here.mark);
    return endedHere ? { outcome: 'removed-before', indexed: false } : elsewhere(ctx, here);
  });
  if (answer.outcome !== 'removed' && answer.outcome !== 'removed-before') return answer;
  if (wait) return { ...answer, indexed: await ctx.projection.confirmed([id], meter) };
  void ctx.projection.flush();
  return answer;
}

const askAboutClients = (ctx: SubjectContext, id: string, meter: Meter): Promise<void> =>
  ctx.registrations.ask(() => {
    const here = look(ctx, id);
    return here.kind === 'live' ? clientIdsOf([here.record]) : [];
  }, meter);
