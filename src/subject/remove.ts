/** DeleteSession, at the owner: one transaction. Deleting what is not there changes nothing and leaves no mark. */
import type { Meter } from '../session/cost.ts';
import type { RemoveAnswer, RemoveArgs } from './api.ts';
import { matches } from './condition.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { settled } from './finish.ts';
import { elsewhere, inWindow } from './look.ts';

export async function remove(ctx: SubjectContext, args: RemoveArgs, meter: Meter): Promise<RemoveAnswer> {
  const { id, route, ifMatch, wait } = args;
  const answer = await settled(ctx, route, id, meter, (here): RemoveAnswer => {
    if (here.kind === 'live') {
      if (!matches(ifMatch, here.record.revision)) return { outcome: 'revision-mismatch' };
      ctx.write(route, 'remove', () => endRecord(ctx, here.record));
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
