/**
 * Rows of the index held against this object (consistency.md, "Mend"). Guarantees: what the index has lost or has too old
 * is projected again; a live row that nobody has is named only where home was asked.
 */
import type { Located } from '../index-d1/index-row.ts';
import type { Meter } from '../session/cost.ts';
import type { CompareArgs, Compared } from './api.ts';
import type { SubjectContext } from './context.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import { inWindow, look } from './look.ts';
import { stillWaiting } from './waiting.ts';

export async function compare(ctx: SubjectContext, { route, rows }: CompareArgs, meter: Meter): Promise<Compared> {
  await finishMoves(ctx, route, rows, meter);
  const ghosts: string[] = [];
  const elsewhere: Located[] = [];
  let behind = 0;
  const decide = () => {
    for (const row of rows) {
      const here = look(ctx, row.id);
      const waits = ctx.tables.exist && ctx.tables.outbox.has('session', row.id);
      if (here.kind === 'live') {
        const { record } = here;
        if (waits || record.indexedRevision === row.revision) continue;
        const rev = ctx.tick(Math.max(record.revision, row.revision));
        ctx.tables.records.restamp(row.id, rev);
        ctx.announce('session', row.id, rev);
        behind++;
      } else if (here.kind === 'mark' && here.mark.kind === 'ended' && inWindow(ctx, here.mark)) {
        if (waits) continue;
        const rev = ctx.tick(Math.max(here.mark.rev, row.revision));
        ctx.announce('session', row.id, rev);
        behind++;
      } else {
        const on = next(ctx, route, row);
        if (on) elsewhere.push(on);
        else if (!waits) ghosts.push(row.id);
      }
    }
  };
  if (ctx.tables.exist) ctx.write(route, 'compare', decide);
  else decide();
  return { ghosts, elsewhere, behind, ...(await stillWaiting(ctx, meter)) };
}
