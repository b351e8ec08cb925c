/**
 * Drops what was remembered for long enough (consistency.md, "Forget"). At home, and refusals: by time. Everything else
 * only when home has answered `release`; without an answer the mark stays, and the alarm asks again.
 */
import type { Meter } from '../session/cost.ts';
import { WINDOWS } from '../session/windows.ts';
import type { SubjectContext } from './context.ts';
import type { Mark } from './mark-table.ts';
import { ask, forEachOf } from './peer.ts';

/** Marks that one alarm forgets. */
const AT_ONCE = 100;

/** False: some homes did not answer. */
export async function forget(ctx: SubjectContext, route: string, meter: Meter): Promise<boolean> {
  const { tables } = ctx;
  const now = ctx.now();
  let complete = true;
  const drop = (mark: Mark) => ctx.write(route, 'forget', () => tables.marks.forget(mark.id, mark.rev));
  await forEachOf(tables.marks.writtenUntil(now - WINDOWS.mark, AT_ONCE), async (mark) => {
    if (mark.home === route || mark.kind === 'refused') return drop(mark);
    try {
      await ask(ctx, mark.home, meter, (peer) => peer.release({ route: mark.home, id: mark.id, via: mark.via }));
      drop(mark);
    } catch (fault) {
      complete = false;
      ctx.ports.log('home-unavailable', { id: mark.id, reason: fault instanceof Error ? fault.name : 'unknown' });
    }
  });
  if (!tables.exist) return complete;
  ctx.write(route, 'purge', () => {
    tables.cuts.purge(now);
    tables.revocations.purge(now);
    tables.answers.purge(now);
  });
  return complete;
}
