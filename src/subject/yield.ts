/**
 * Home takes a record from its owner (consistency.md, "Yield at O"). One turn. Guarantees: only the stay that home names is
 * taken, and asking again gives the same answer.
 */
import { WINDOWS } from '../session/windows.ts';
import type { YieldAnswer, YieldArgs } from './api.ts';
import { refusedBy } from './condition.ts';
import type { SubjectContext } from './context.ts';
import { inWindow, look } from './look.ts';

export function yieldRecord(ctx: SubjectContext, args: YieldArgs): YieldAnswer {
  const here = look(ctx, args.id);
  if (here.kind === 'mark' && here.mark.via === args.via) {
    const { mark } = here;
    if (mark.kind === 'left') return { outcome: 'yielded', revision: mark.rev, travelling: mark.travelling };
    if (mark.kind === 'ended') return { outcome: 'ended', inWindow: inWindow(ctx, mark) };
  }
  if (here.kind !== 'live' || here.record.via !== args.via) return { outcome: 'other-stay' };
  const { record } = here;
  const refused = refusedBy(ctx, record, args);
  if (refused === 'ended') return { outcome: 'ended', inWindow: true };
  if (refused) return { outcome: refused };
  const { id, home, via, sessionId, since, indexedRevision } = record;
  const travelling = { sessionId, since, indexed: indexedRevision > 0 };
  const revision = ctx.write(args.route, 'yield', () => {
    ctx.tables.records.delete(id);
    ctx.tables.outbox.drop(id);
    const now = ctx.now();
    const rev = ctx.tick(record.revision);
    ctx.tables.marks.put({ id, kind: 'left', rev, via, home, at: now, travelling });
    ctx.alarm.cover(now + WINDOWS.mark);
    return rev;
  });
  return { outcome: 'yielded', revision, travelling };
}
