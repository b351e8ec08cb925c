/**
 * Removes one grant, at its owner: one transaction, so that of all who remove it one is handed it. Guarantees: removing what is
 * not there changes nothing and leaves no mark; its key may be used again at once.
 */
import type { Meter } from '../session/cost.ts';
import { matches } from './condition.ts';
import type { SubjectContext } from './context.ts';
import { endGrant } from './end-grant.ts';
import { settled } from './finish.ts';
import type { RemoveGrantAnswer, RemoveGrantArgs } from './grant-api.ts';
import { elsewhereOfGrant } from './look.ts';
import { confirmed } from './remove-of-subject.ts';

export async function removeGrant(
  ctx: SubjectContext,
  { id, route, ifMatch, representation, wait }: RemoveGrantArgs,
  meter: Meter,
): Promise<RemoveGrantAnswer> {
  const answer = await settled(ctx, route, id, meter, (here): RemoveGrantAnswer => {
    if (here.kind !== 'grant') return elsewhereOfGrant(here);
    const { record } = here;
    if (!matches(ifMatch, record.revision)) return { outcome: 'revision-mismatch' };
    ctx.write(route, 'remove-grant', () => endGrant(ctx, record));
    return { outcome: 'removed', grant: representation ? record : null, indexed: false };
  });
  if (answer.outcome !== 'removed' && answer.outcome !== 'ended-long-ago') return answer;
  return { ...answer, indexed: await confirmed(ctx, [id], wait, meter) };
}
