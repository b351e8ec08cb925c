/**
 * Completes a move that home has written down (consistency.md, "Finish"). Runs under the id's lock, and may run again from
 * the start: `via` names the stay, so a yield or an adopt that runs twice finds what it did before.
 */
import type { Meter } from '../session/cost.ts';
import { adopt, askAboutArrival } from './adopt.ts';
import type { SubjectContext } from './context.ts';
import { look, type Settled } from './look.ts';
import { ask } from './peer.ts';
import type { Moving } from './way-table.ts';

export type Finished =
  | {
      readonly outcome: 'moved';
      readonly revision: number;
      readonly creationTime: number;
      readonly replaced: boolean;
    }
  /** Where it was taken from. */
  | { readonly outcome: 'ended' | 'ended-long-ago' | 'revision-mismatch' }
  /** Where it arrived. */
  | { readonly outcome: 'ended-on-arrival' | 'session-limit' | 'idempotency-key-reused' };

/** How often something may change between two looks before it is a fault. */
const MANY = 20;

/** Decides about an id that is not under way: a move is finished first, and the decision is one turn. */
export async function settled<T>(
  ctx: SubjectContext,
  route: string,
  id: string,
  meter: Meter,
  decide: (here: Settled) => T,
): Promise<T> {
  for (let turn = 0; turn < MANY; turn++) {
    const here = look(ctx, id);
    if (here.kind !== 'moving') return decide(here);
    await complete(ctx, route, id, meter);
  }
  throw new Error('an id was moved on again and again while it was looked up');
}

/** Finishes the moves of an id, one after the other, under its lock. */
export async function complete(ctx: SubjectContext, route: string, id: string, meter: Meter): Promise<void> {
  await ctx.locks.run(id, () => finishAll(ctx, route, id, meter));
}

/** As `complete`, where the lock is held already. */
export async function finishAll(ctx: SubjectContext, route: string, id: string, meter: Meter): Promise<void> {
  while (look(ctx, id).kind === 'moving') await finish(ctx, route, id, meter);
}

/** Under the lock, for a move that stands in `way`. */
export async function finish(ctx: SubjectContext, route: string, id: string, meter: Meter): Promise<Finished> {
  for (;;) {
    const way = ctx.tables.ways.get(id);
    if (way?.kind !== 'moving') throw new Error('nothing to finish');
    const taken = await take(ctx, route, way, meter);
    if (taken.outcome !== 'taken') return taken;
    const delivered = await deliver(ctx, route, way, taken, meter);
    if (delivered.outcome !== 'stale') return delivered;
    ctx.write(route, 'take-up-again', () => ctx.tables.ways.takeUpAgain(id, ctx.now()));
  }
}

interface Taken {
  readonly outcome: 'taken';
  readonly via: number;
  readonly since: number;
  readonly indexed: boolean;
}

/** Takes the record from the object that has it, if another one has. */
async function take(ctx: SubjectContext, route: string, way: Moving, meter: Meter): Promise<Taken | Finished> {
  if (way.src.from !== 'object') {
    return { outcome: 'taken', via: way.via, since: way.since, indexed: way.indexed };
  }
  const src = way.src.route;
  const answer = await ask(ctx, src, meter, (peer) =>
    peer.yield({ route: src, id: way.id, via: way.via, ifMatch: way.ifMatch, mode: way.mode, by: way.by }),
  );
  const restore = () => ctx.write(route, 'restore-forward', () => ctx.tables.ways.forward(way.id, src, way.via));
  switch (answer.outcome) {
    case 'yielded': {
      const sidKept = answer.travelling.sessionId === way.content.sessionId;
      return {
        outcome: 'taken',
        via: answer.revision,
        since: sidKept ? answer.travelling.since : way.began,
        indexed: sidKept && answer.travelling.indexed,
      };
    }
    case 'ended':
      restore();
      return { outcome: answer.inWindow ? 'ended' : 'ended-long-ago' };
    case 'revision-mismatch':
      restore();
      return { outcome: 'revision-mismatch' };
    case 'other-stay':
      ctx.ports.log('move-refused', { id: way.id, via: way.via, src });
      throw new Error('the owner has another stay of this id than home');
  }
}

/** Gives the record to its new owner, which may be this object. */
async function deliver(
  ctx: SubjectContext,
  route: string,
  way: Moving,
  { via, since, indexed }: Taken,
  meter: Meter,
): Promise<Finished | { readonly outcome: 'stale' }> {
  const { id, target, content, create, began } = way;
  if (target === route) {
    await askAboutArrival(ctx, way, meter);
    const answer = ctx.write(route, 'adopt-at-home', () => {
      ctx.tables.ways.drop(id);
      return adopt(ctx, { id, home: route, via: 0, seen: via, content, since, indexed, began, create });
    });
    return finishedBy(answer);
  }
  const answer = await ask(ctx, target, meter, (peer) =>
    peer.adopt({ route: target, id, home: route, via, content, since, indexed, began, at: way.at, create }),
  );
  switch (answer.outcome) {
    case 'stale':
      return answer;
    case 'refused':
      ctx.write(route, 'refused', () => ctx.tables.ways.drop(id));
      ctx.deleteIfEmpty();
      return finishedBy(answer);
    case 'adopted':
    case 'ended-on-arrival':
      ctx.write(route, 'forward', () => ctx.tables.ways.forward(id, target, via));
      return finishedBy(answer);
  }
}

function finishedBy(answer: ReturnType<typeof adopt>): Finished {
  switch (answer.outcome) {
    case 'adopted':
      return {
        outcome: 'moved',
        revision: answer.revision,
        creationTime: answer.creationTime,
        replaced: answer.replaced,
      };
    case 'ended-on-arrival':
      return answer;
    case 'refused':
      return { outcome: answer.because };
  }
}
