/** The records of a page, in the object that the index named; what is not here is named with where to go. */
import type { Located } from '../index-d1/index-row.ts';
import type { Meter } from '../session/cost.ts';
import type { ReadMany, ReadManyArgs } from './api.ts';
import type { SubjectContext } from './context.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import { look } from './look.ts';
import type { StoredSession } from './outcome.ts';

export async function readMany(
  ctx: SubjectContext,
  { route, ids, bytes }: ReadManyArgs,
  meter: Meter,
): Promise<ReadMany> {
  await finishMoves(ctx, route, ids, meter);
  const sessions: StoredSession[] = [];
  const gone: string[] = [];
  const elsewhere: Located[] = [];
  const undecided: Located[] = [];
  let size = 0;
  for (const located of ids) {
    const here = look(ctx, located.id);
    if (here.kind !== 'live') {
      const on = next(ctx, route, located);
      if (on) elsewhere.push(on);
      else gone.push(located.id);
      continue;
    }
    if (size > 0 && size + here.record.envelope.length > bytes) {
      undecided.push(located);
      continue;
    }
    size += here.record.envelope.length;
    sessions.push(here.record);
  }
  return { sessions, gone, elsewhere, undecided };
}
