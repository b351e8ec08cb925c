/**
 * Slides a session by its own window (expires - renewed) when past half of it, never past its absolute end; writes nothing
 * otherwise. At the owner: one transaction. Never waits for the index.
 */
import type { Meter } from '../session/cost.ts';
import { isExpired } from '../session/lifetime.ts';
import { slideOf } from '../session/slide.ts';
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
  const slide = slideOf(record, ctx.now());
  if (!slide) return { renewed: false, session: record, indexed: true };
  const slid: StoredRecord = { ...record, ...slide };
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
