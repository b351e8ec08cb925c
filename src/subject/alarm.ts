/**
 * What the alarm does, and when it rings next. Guarantees: the next attempt is armed before anything else, so that neither
 * a crash nor a fault is the end of it; the time of the next alarm is derived from the rows; it never throws for D1 trouble.
 */
import { Meter } from '../session/cost.ts';
import { WINDOWS } from '../session/windows.ts';
import { INDEX_LEAD, LOST_AFTER, MOVE_TAKES } from './alarm-clock.ts';
import type { SubjectContext } from './context.ts';
import { deliverDue } from './deliver-due.ts';
import { expireDue } from './expire.ts';
import { complete } from './finish.ts';
import { forget } from './forget.ts';
import { forEachOf } from './peer.ts';

/** If this run does not come to its end, the next one comes after so long, in milliseconds. */
const NEXT_ATTEMPT = 60_000;
/** After a run that could not do all it should, in milliseconds. */
const AFTER_TROUBLE = 30_000;
/** Moves that one alarm finishes. */
const MOVES_AT_ONCE = 100;

export async function onAlarm(ctx: SubjectContext): Promise<void> {
  const { tables } = ctx;
  if (!tables.exist) return;
  const route = tables.meta.route;
  const meter = new Meter();
  ctx.alarm.set(ctx.now() + NEXT_ATTEMPT);
  const moved = await finishMovesUnderWay(ctx, route, meter);
  if (tables.exist) await expireDue(ctx, route, meter);
  if (tables.exist) announceLaterEnds(ctx, route);
  const projected = await ctx.projection.flush();
  if (tables.exist) await deliverDue(ctx, route);
  const forgotten = tables.exist ? await forget(ctx, route, meter) : true;
  if (tables.exist) {
    if (projected) ctx.deleteIfEmpty();
    arm(ctx, moved && forgotten);
  }
}

/** Whether something should have been done so long ago that no alarm can be on its way to it. */
export function isLongDue(ctx: SubjectContext): boolean {
  if (!ctx.tables.exist) return false;
  const move = ctx.tables.ways.earliestMove();
  const longAgo = ctx.now() - LOST_AFTER;
  return [...dueTimes(ctx), ...(move === null ? [] : [move + MOVE_TAKES])].some((at) => at <= longAgo);
}

/** Sets the alarm by what waits; a missing one is armed with it. An object in which nothing waits sleeps. */
export function arm(ctx: SubjectContext, clean: boolean): void {
  if (!ctx.tables.exist) return;
  const next = earliest(ctx);
  if (next === null) ctx.alarm.clear();
  else ctx.alarm.set(Math.max(next, ctx.now() + (clean ? 1 : AFTER_TROUBLE)));
}

/** The earliest thing that has to be done, milliseconds since the epoch; null: nothing waits. */
function earliest(ctx: SubjectContext): number | null {
  const { tables, projection } = ctx;
  const times = [
    ...dueTimes(ctx),
    projection.due(),
    tables.ways.moving(1).length > 0 ? ctx.now() + MOVE_TAKES : null,
  ].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** The times at which something has to be done, by the rows alone. */
function dueTimes({ tables, ports }: SubjectContext): readonly number[] {
  const plus = (at: number | null, milliseconds: number) => (at === null ? null : at + milliseconds);
  const times = [
    ports.policy.removeExpired ? tables.records.earliestEnd() : null,
    ports.policy.removeExpired ? tables.grants.earliestExpiration() : null,
    tables.deliveries.earliest(),
    plus(tables.revocations.oldest(), WINDOWS.mark),
    plus(tables.records.earliestEndInIndexTooEarly(), -INDEX_LEAD),
    plus(tables.marks.oldest(), WINDOWS.mark),
    plus(tables.cuts.oldest(), WINDOWS.mark),
    plus(tables.answers.oldest(), WINDOWS.answer),
  ];
  return times.filter((at) => at !== null);
}

async function finishMovesUnderWay(ctx: SubjectContext, route: string, meter: Meter): Promise<boolean> {
  let all = true;
  await forEachOf(ctx.tables.ways.moving(MOVES_AT_ONCE), async (id) => {
    try {
      await complete(ctx, route, id, meter);
    } catch (fault) {
      all = false;
      ctx.ports.log('move-unfinished', { id, reason: fault instanceof Error ? fault.name : 'unknown' });
    }
  });
  return all;
}

/** Sessions that end later than the index believes: it hears before it would take them for expired. */
function announceLaterEnds(ctx: SubjectContext, route: string): void {
  const due = ctx.tables.records.endingTooEarlyInIndex(ctx.now() + INDEX_LEAD);
  if (due.length === 0) return;
  ctx.write(route, 'announce-ends', () => {
    for (const { id, rev } of due) ctx.announce('session', id, rev);
  });
}
