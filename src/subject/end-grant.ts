/** How a grant ends: it goes, a mark keeps its way home, the index hears of it. Inside a transaction. */
import { WINDOWS } from '../session/windows.ts';
import type { SubjectContext } from './context.ts';
import type { EndableGrant } from './grant-table.ts';

export function endGrant(ctx: SubjectContext, { id, home, via, revision }: EndableGrant): void {
  const now = ctx.now();
  const rev = ctx.tick(revision);
  ctx.tables.grants.delete(id);
  ctx.tables.marks.put({ id, kind: 'ended', rev, via, home, at: now, arrived: false });
  ctx.announce('grant', id, rev);
  ctx.alarm.cover(now + WINDOWS.mark);
}
