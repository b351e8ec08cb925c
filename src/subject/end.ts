/**
 * How a session ends: the record goes, a mark remembers its id for 24 h, the index hears of it. Inside a transaction.
 */
import { WINDOWS } from '../session/windows.ts';
import type { SubjectContext } from './context.ts';
import type { Endable } from './record-table.ts';

export function endRecord(ctx: SubjectContext, { id, home, via, revision }: Endable): void {
  const now = ctx.now();
  const rev = ctx.tick(revision);
  ctx.tables.records.delete(id);
  ctx.tables.marks.put({ id, kind: 'ended', rev, via, home, at: now, arrived: false });
  ctx.announce(id, rev);
  ctx.alarm.cover(now + WINDOWS.mark);
}
