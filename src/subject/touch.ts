/**
 * Slides a session by its own window (expires - renewed) when past half of it, never past its absolute end; writes nothing
 * otherwise. At the owner: one transaction. Never waits for the index.
 */
import type { Meter } from '../session/cost.ts';
import { isExpired } from '../session/lifetime.ts';
import type { ById, TouchAnswer } from './api.ts';
import type { SubjectContext } from './context.ts';
import { settled } from './finish.ts';
import { elsewhere } from './look.ts';
import type { StoredRecord } from './record.ts';
import { coverTimes, isNewsToIndex, timesAreSafe } from './update.ts';

export function touch(ctx: SubjectContext, { route, id }: ById, meter: Meter): Promise<TouchAnswer> {
  return settled(ctx, route, id, meter, (here) => {
    if (here.kind !== 'live') return elsewhere(ctx, here);
    if (isExpired(here.record, ctx.now())) return { outcome: 'expired' };
    return { outcome: 'touched', ...slideRecord(ctx, route, here.record) };
  });
}

/** A record that is here and has not expired, in this turn. */
export function slideRecord(
  ctx: SubjectContext,
  route: string,
  record: StoredRecord,
): { readonly renewed: boolean; readonly session: StoredRecord; readonly indexed: boolean } {
  const { id } = record;
  const slid = slide(record, ctx.now());
  if (!slid) return { renewed: false, session: record, indexed: true };
  const news = isNewsToIndex(record, slid);
  const indexed = timesAreSafe(ctx, record);
  const revision = ctx.write(route, 'touch', () => {
    const rev = ctx.tick(record.revision);
    ctx.tables.records.slide(id, slid.renewed, slid, rev);
    if (news) ctx.announce('session', id, rev);
    coverTimes(ctx, record, slid);
    return rev;
  });
  if (news) void ctx.projection.flush();
  return { renewed: true, session: { ...slid, revision }, indexed };
}

/** The session after sliding; null where there is nothing to write. */
function slide(record: StoredRecord, now: number): StoredRecord | null {
  const { renewed, expires, absoluteExpires } = record;
  if (expires === null) return null;
  const window = expires - renewed;
  if (window <= 0 || now < renewed + window / 2) return null;
  const next = Math.min(now + window, absoluteExpires ?? Number.POSITIVE_INFINITY);
  return next > expires ? { ...record, renewed: now, expires: next } : null;
}
