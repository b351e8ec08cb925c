/**
 * Update to another subject, at home: only home changes the owner (consistency.md, "Change of subject"). Guarantees: what
 * the new owner gets is written down before the old one lets go, so that a crash in between loses nothing.
 */
import type { Meter } from '../session/cost.ts';
import type { UpdateAnswer, UpdateArgs } from './api.ts';
import { refusedBy } from './condition.ts';
import { confirmedAtOwner, shownAtFormerOwner } from './confirmed-at-owner.ts';
import type { SubjectContext } from './context.ts';
import { type Finished, finish, finishAll } from './finish.ts';
import { elsewhere, look } from './look.ts';
import { letGo } from './yield.ts';

export async function change(ctx: SubjectContext, args: UpdateArgs, meter: Meter): Promise<UpdateAnswer> {
  const { answer, from } = await ctx.locks.run(args.id, () => decide(ctx, args, meter));
  if (answer.outcome !== 'updated') return answer;
  const { id, route, target: owner, wait } = args;
  const confirmed = [
    confirmedAtOwner(ctx, { id, route, owner, wait }, meter).then(({ indexed }) => indexed),
    shownAtFormerOwner(ctx, { id, route, from, wait }, meter),
  ];
  return { ...answer, indexed: (await Promise.all(confirmed)).every(Boolean) };
}

/** What is answered, and which object had the record before. */
interface Decided {
  readonly answer: UpdateAnswer;
  readonly from: string;
}

/** Under the id's lock. */
async function decide(ctx: SubjectContext, args: UpdateArgs, meter: Meter): Promise<Decided> {
  const { id, route, target } = args;
  await finishAll(ctx, route, id, meter);
  const here = look(ctx, id);
  switch (here.kind) {
    case 'moving':
      throw new Error('a move began under the lock of another');
    case 'live':
      if (target === route) return { answer: { outcome: 'forward', route }, from: route };
      return { answer: await giveAway(ctx, args, meter), from: route };
    case 'forward': {
      const from = here.way.target;
      if (target === from) return { answer: { outcome: 'forward', route: target }, from };
      begin(ctx, args, { from: 'object', route: from }, here.way.via);
      return { answer: answerOf(args, await finish(ctx, route, id, meter)), from };
    }
    case 'grant':
    case 'mark':
    case 'nothing':
      return { answer: elsewhere(ctx, here), from: route };
  }
}

/** The record lives here: it goes in the transaction that writes the move down. */
async function giveAway(ctx: SubjectContext, args: UpdateArgs, meter: Meter): Promise<UpdateAnswer> {
  const { id, route } = args;
  const here = look(ctx, id);
  if (here.kind !== 'live') throw new Error('the record was here in this turn');
  const { record } = here;
  const refused = refusedBy(ctx, record, args);
  if (refused) return { outcome: refused };
  const sidKept = record.sessionId === args.content.sessionId;
  ctx.write(route, 'begin-move', () => {
    const now = ctx.now();
    const via = ctx.tick(record.revision);
    letGo(ctx, record, via, args);
    ctx.tables.ways.move({
      id,
      target: args.target,
      via,
      src: { from: 'self' },
      content: args.content,
      mode: args.mode,
      ifMatch: null,
      since: sidKept ? record.since : now,
      indexed: sidKept && record.indexedRevision > 0,
      create: null,
      by: args.by,
      at: now,
      began: now,
    });
    ctx.alarm.coverMove(now);
  });
  return answerOf(args, await finish(ctx, route, id, meter));
}

/** Written before the yield: its answer may get lost. */
function begin(
  ctx: SubjectContext,
  { id, route, target, content, mode, ifMatch, by }: UpdateArgs,
  src: { readonly from: 'object'; readonly route: string },
  via: number,
): void {
  ctx.write(route, 'begin-move', () => {
    const now = ctx.now();
    ctx.tables.ways.move({
      id,
      target,
      via,
      src,
      content,
      mode,
      ifMatch,
      since: now,
      indexed: false,
      create: null,
      by,
      at: now,
      began: now,
    });
    ctx.alarm.coverMove(now);
  });
}

function answerOf({ content }: UpdateArgs, finished: Finished): UpdateAnswer {
  switch (finished.outcome) {
    case 'moved': {
      const { created, absoluteExpires } = content;
      const { revision, replaced } = finished;
      return { outcome: 'updated', revision, created, absoluteExpires, replaced, indexed: false };
    }
    case 'ended-on-arrival':
      return { outcome: 'ended' };
    case 'ended':
    case 'ended-long-ago':
    case 'revision-mismatch':
      return { outcome: finished.outcome };
    case 'session-limit':
    case 'idempotency-key-reused':
      throw new Error('a move is never refused');
  }
}
