/** Grants as they stand here: one by its id, expired or consumed ones too, or those of a page of the index. */
import type { Located } from '../index-d1/index-row.ts';
import type { Meter } from '../session/cost.ts';
import type { ById } from './api.ts';
import type { SubjectContext } from './context.ts';
import { settled } from './finish.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import type { ReadGrantAnswer, ReadGrants, ReadGrantsArgs } from './grant-api.ts';
import { elsewhereOfGrant, look } from './look.ts';
import type { StoredGrant } from './outcome.ts';

export const readGrant = (ctx: SubjectContext, { route, id }: ById, meter: Meter): Promise<ReadGrantAnswer> =>
  settled(ctx, route, id, meter, (here) =>
    here.kind === 'grant' ? { outcome: 'live', grant: here.record } : elsewhereOfGrant(here),
  );

/** What is not here is named with where to go. */
export async function readGrants(
  ctx: SubjectContext,
  { route, ids, bytes }: ReadGrantsArgs,
  meter: Meter,
): Promise<ReadGrants> {
  await finishMoves(ctx, route, ids, meter);
  const grants: StoredGrant[] = [];
  const elsewhere: Located[] = [];
  const undecided: Located[] = [];
  let size = 0;
  for (const located of ids) {
    const here = look(ctx, located.id);
    if (here.kind !== 'grant') {
      const on = next(ctx, route, located);
      if (on) elsewhere.push(on);
      continue;
    }
    if (size > 0 && size + here.record.envelope.length > bytes) {
      undecided.push(located);
      continue;
    }
    size += here.record.envelope.length;
    grants.push(here.record);
  }
  return { grants, elsewhere, undecided };
}
