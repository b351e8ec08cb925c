/**
 * DeleteSessions and ProcessLogout of this object's subject (consistency.md, "Delete by subject"). Guarantees: one transaction
 * ends all that match; what was begun before it and arrives after it ends on arrival; what had left and not arrived is
 * completed first.
 */
import type { Meter } from '../session/cost.ts';
import { WINDOWS } from '../session/windows.ts';
import type { RemovedOfSubject, RemoveOfSubjectArgs } from './api.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { deleted, signedOut } from './ending.ts';
import { complete } from './finish.ts';
import { ask, forEachOf } from './peer.ts';
import { clientIdsOf } from './take-along.ts';
import { NOTHING, type Taken, together } from './taken.ts';

export async function removeOfSubject(
  ctx: SubjectContext,
  { route, partition, sessionId, by, mode, wait }: RemoveOfSubjectArgs,
  meter: Meter,
): Promise<RemovedOfSubject> {
  const { tables } = ctx;
  if (mode === 'sign-out') {
    await ctx.registrations.ask(
      () => (tables.exist ? clientIdsOf(tables.records.ofSubject(partition, sessionId)) : []),
      meter,
    );
  }
  const { at, ended, taken } = ctx.write(route, 'remove-of-subject', () => {
    const now = ctx.now();
    const ending = mode === 'delete' ? deleted(by) : signedOut(by);
    tables.cuts.add({ at: now, partition, sessionId, except: [], ending });
    ctx.alarm.cover(now + WINDOWS.mark);
    const matching = tables.records.ofSubject(partition, sessionId);
    let sum: Taken = NOTHING;
    for (const record of matching) sum = together(sum, endRecord(ctx, record, ending));
    return { at: now, ended: matching.map(({ id }) => id), taken: sum };
  });
  await completeWhatLeft(ctx, route, meter);
  return {
    removed: ended.length,
    tokensRevoked: taken.grants.length,
    notificationsQueued: taken.notified,
    at,
    indexed: await confirmed(ctx, [...ended, ...taken.grants], wait, meter),
  };
}

/** What has left for another subject and not arrived, or is on its way from here: it arrives, or ends on arrival. */
export async function completeWhatLeft(ctx: SubjectContext, route: string, meter: Meter): Promise<void> {
  const { tables } = ctx;
  await forEachOf(tables.ways.movingFromHere(), (id) => complete(ctx, route, id, meter));
  await forEachOf(tables.marks.left(), async ({ id, home }) => {
    await ask(ctx, home, meter, (peer) => peer.complete({ route: home, id }));
  });
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
