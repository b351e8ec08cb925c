/**
 * DeleteSessions by sid, in one of the objects that the index named (consistency.md, "Delete by sid"). Guarantees: one
 * transaction ends what has this sid here and looks up the ids that were named; what is not here is named with where to go.
 */
import type { Located } from '../index-d1/index-row.ts';
import type { Meter } from '../session/cost.ts';
import type { RemovedMany, RemoveOfSidArgs } from './api.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { deleted } from './ending.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import { confirmed } from './remove-of-subject.ts';

export async function removeOfSid(
  ctx: SubjectContext,
  { route, partition, sessionId, ids, by, wait }: RemoveOfSidArgs,
  meter: Meter,
): Promise<RemovedMany> {
  await finishMoves(ctx, route, ids, meter);
  const look = () => ids.map((located) => next(ctx, route, located));
  if (!ctx.tables.exist) return { removed: 0, indexed: true, elsewhere: look().filter(isElsewhere) };
  const { ended, followed } = ctx.write(route, 'remove-of-sid', () => {
    const matching = ctx.tables.records.ofSubject(partition, sessionId);
    for (const record of matching) endRecord(ctx, record, deleted(by));
    return { ended: matching.map(({ id }) => id), followed: look() };
  });
  return {
    removed: ended.length,
    indexed: await confirmed(ctx, ended, wait, meter),
    elsewhere: followed.filter(isElsewhere),
  };
}

const isElsewhere = (located: Located | null): located is Located => located !== null;
