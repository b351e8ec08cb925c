/** How a grant ends: it goes, a mark keeps its way home, the index hears of it. Inside a transaction. */
import { WINDOWS } from '../session/windows.ts';
import type { SubjectContext } from './context.ts';
import type { EndableGrant } from './grant-table.ts';

/** `fenced`: by a removal that the index tells of only now; whoever waits for this revision is told that it was revoked. */
export function endGrant(
  ctx: SubjectContext,
  { id, home, via, revision }: EndableGrant,
  { fenced = false }: { readonly fenced?: boolean } = {},
): void {
  const now = ctx.now();
  const rev = ctx.tick(revision);
  ctx.tables.grants.delete(id);
  ctx.tables.marks.put({
    id,
    what: 'grant',
    kind: 'ended',
    rev,
    via,
    home,
    at: now,
    arrived: false,
    fenced: fenced ? revision : null,
  });
  ctx.announce('grant', id, rev);
  ctx.alarm.cover(now + WINDOWS.mark);
}
