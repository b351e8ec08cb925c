/**
 * Ends what has expired. Guarantees: the transaction tests `expires <= now` again, so that a session renewed meanwhile
 * survives, and each expired record is handed to exactly one caller.
 */
import type { Located } from '../index-d1/index-row.ts';
import type { Meter } from '../session/cost.ts';
import { isExpired } from '../session/lifetime.ts';
import type { ExpireArgs, Expired } from './api.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import { look } from './look.ts';
import type { StoredSession } from './outcome.ts';
import { confirmed } from './remove-of-subject.ts';

export async function expire(ctx: SubjectContext, { route, ids, take }: ExpireArgs, meter: Meter): Promise<Expired> {
  await finishMoves(ctx, route, ids, meter);
  const sessions: StoredSession[] = [];
  const ended: string[] = [];
  const elsewhere: Located[] = [];
  const undecided: Located[] = [];
  let bytes = 0;
  const decide = () => {
    for (const located of ids) {
      const here = look(ctx, located.id);
      if (here.kind !== 'live') {
        const on = next(ctx, route, located);
        if (on) elsewhere.push(on);
        continue;
      }
      const { record } = here;
      if (!isExpired(record, ctx.now())) {
        if (record.indexedEnd !== null && record.indexedEnd <= ctx.now()) ctx.announce(record.id, record.revision);
        continue;
      }
      if (take && bytes > 0 && bytes + record.envelope.length > take.bytes) {
        undecided.push(located);
        continue;
      }
      bytes += record.envelope.length;
      endRecord(ctx, record);
      ended.push(record.id);
      if (take) sessions.push(record);
    }
  };
  if (ctx.tables.exist) ctx.write(route, 'expire', decide);
  else decide();
  await confirmed(ctx, ended, true, meter);
  return { removed: ended.length, sessions, elsewhere, undecided };
}

/** The alarm's part: a bounded batch of what is here. */
export function expireDue(ctx: SubjectContext, route: string): void {
  const { removeExpired, removeExpiredBatch } = ctx.ports.policy;
  if (!removeExpired) return;
  const due = ctx.tables.records.expired(ctx.now(), removeExpiredBatch);
  if (due.length === 0) return;
  ctx.write(route, 'expire-due', () => {
    for (const record of due) endRecord(ctx, record);
  });
}
