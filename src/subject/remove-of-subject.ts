/**
 * DeleteSessions of this object's subject (consistency.md, "Delete by subject"). Guarantees: one transaction ends all that
 * match; what was begun before it and arrives after it ends on arrival; what had left and not arrived is completed first.
 */
import type { Meter } from '../session/cost.ts';
import { WINDOWS } from '../session/windows.ts';
import type { RemovedMany, RemoveOfSubjectArgs } from './api.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { complete } from './finish.ts';
import { ask, forEachOf } from './peer.ts';

export async function removeOfSubject(
  ctx: SubjectContext,
  { route, partition, sessionId, wait }: RemoveOfSubjectArgs,
  meter: Meter,
): Promise<RemovedMany> {
  const { tables } = ctx;
  const ended = ctx.write(route, 'remove-of-subject', () => {
    const now = ctx.now();
    tables.cuts.add(now, partition, sessionId);
    ctx.alarm.cover(now + WINDOWS.mark);
    const matching = tables.records.ofSubject(partition, sessionId);
    for (const record of matching) endRecord(ctx, record);
    return matching.map(({ id }) => id);
  });
  await forEachOf(tables.ways.movingFromHere(), (id) => complete(ctx, route, id, meter));
  await forEachOf(tables.marks.left(), async ({ id, home }) => {
    await ask(ctx, home, meter, (peer) => peer.complete({ route: home, id }));
  });
  return { removed: ended.length, indexed: await confirmed(ctx, ended, wait, meter), elsewhere: [] };
}

/** Waits for the index where asked to. */
export async function confirmed(
  ctx: SubjectContext,
  ids: readonly string[],
  wait: boolean,
  meter: Meter,
): Promise<boolean> {
  if (ids.length === 0) return true;
  if (wait) return ctx.projection.confirmed(ids, meter);
  void ctx.projection.flush();
  return false;
}
