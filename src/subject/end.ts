/**
 * How a session ends: the record goes, a mark remembers its id for 24 h, the index hears of it, and what hangs on the session
 * goes along. Inside one transaction.
 */
import { WINDOWS } from '../session/windows.ts';
import type { SubjectContext } from './context.ts';
import type { Ending } from './ending.ts';
import type { Endable } from './record.ts';
import { takeAlong } from './take-along.ts';
import type { Taken } from './taken.ts';

export function endRecord(ctx: SubjectContext, record: Endable, ending: Ending): Taken {
  const { id, home, via } = record;
  const now = ctx.now();
  const rev = ctx.tick(record.revision);
  ctx.tables.records.delete(id);
  ctx.tables.marks.put({ id, what: 'session', kind: 'ended', rev, via, home, at: now, arrived: false, fenced: null });
  ctx.announce('session', id, rev);
  ctx.alarm.cover(now + WINDOWS.mark);
  return takeAlong(ctx, record, rev, ending);
}
