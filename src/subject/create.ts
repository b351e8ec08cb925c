/**
 * CreateSession, at home (consistency.md, "Create at home"). Guarantees: `key-taken` and `session-ended` are exact; a
 * refusal stays a refusal; a repeat under the same `Idempotency-Key` gets the first answer, whatever became of the session.
 */
import type { Meter } from '../session/cost.ts';
import { adopt, askAboutEvicted } from './adopt.ts';
import type { CreateAnswer, CreateArgs, KeptFound } from './api.ts';
import { confirmedAtOwner } from './confirmed-at-owner.ts';
import type { SubjectContext } from './context.ts';
import { type Finished, finish, finishAll } from './finish.ts';
import { findKept } from './kept.ts';
import { inWindow, look } from './look.ts';
import { ask } from './peer.ts';
import { takePlace } from './replace-own.ts';

type Decided = Exclude<CreateAnswer, { outcome: 'created' | 'replayed' }> | Made | Replayed;
type Made = { readonly outcome: 'created'; readonly revision: number; readonly replaced: boolean };
type Replayed = { readonly outcome: 'replayed'; readonly kept: Extract<KeptFound, { outcome: 'kept' }> };

export async function create(ctx: SubjectContext, args: CreateArgs, meter: Meter): Promise<CreateAnswer> {
  const scope = args.kept?.scope;
  if (scope === undefined) return inIndex(ctx, args, await locked(ctx, args, meter), meter);
  if (ctx.running.has(scope)) return { outcome: 'idempotency-in-progress' };
  ctx.running.add(scope);
  try {
    return await inIndex(ctx, args, await locked(ctx, args, meter), meter);
  } finally {
    ctx.running.delete(scope);
  }
}

const locked = (ctx: SubjectContext, args: CreateArgs, meter: Meter): Promise<Decided> =>
  ctx.locks.run(args.id, () => decide(ctx, args, meter));

/** Under the id's lock. */
async function decide(ctx: SubjectContext, args: CreateArgs, meter: Meter): Promise<Decided> {
  const { id, route, target } = args;
  if (target === route) await askAboutEvicted(ctx, args, meter);
  await finishAll(ctx, route, id, meter);
  const kept = await findKeptAt(ctx, args, meter);
  if (kept?.outcome === 'other-body') return { outcome: 'idempotency-key-reused' };
  if (kept?.outcome === 'kept') return { outcome: 'replayed', kept };
  const owner = await askOwner(ctx, args, meter);
  const here = look(ctx, id);
  if (here.kind === 'live') {
    const revision = takePlace(ctx, route, here.record, args.content);
    return revision === null ? { outcome: 'key-taken' } : { outcome: 'created', revision, replaced: true };
  }
  if (here.kind === 'mark' && here.mark.kind === 'ended' && inWindow(ctx, here.mark))
    return { outcome: 'session-ended' };
  if (owner?.outcome === 'live') {
    const isOwn = args.content.partition !== '' && here.kind === 'forward' && here.way.target === target;
    return isOwn ? { outcome: 'forward', route: target } : { outcome: 'key-taken' };
  }
  if (owner?.outcome === 'ended' && owner.inWindow) return { outcome: 'session-ended' };
  const seen = Math.max(
    here.kind === 'mark' ? here.mark.rev : 0,
    here.kind === 'forward' ? here.way.via : 0,
    owner?.outcome === 'ended' ? owner.revision : 0,
  );
  return target === route ? createHere(ctx, args, seen) : moved(await createThere(ctx, args, seen, meter));
}

/** Where home has a forward: what the owner knows of the id. */
async function askOwner(ctx: SubjectContext, { id }: CreateArgs, meter: Meter) {
  const here = look(ctx, id);
  if (here.kind !== 'forward') return null;
  const { target } = here.way;
  return ask(ctx, target, meter, (peer) => peer.look({ route: target, id }));
}

/** The subject's object keeps the answers to its subject's requests. */
async function findKeptAt(ctx: SubjectContext, { route, target, kept }: CreateArgs, meter: Meter) {
  if (!kept) return null;
  const { scope, bodyHash } = kept;
  if (target === route) return findKept(ctx, scope, bodyHash);
  return ask(ctx, target, meter, (peer) => peer.kept({ route: target, scope, bodyHash }));
}

/** Home is the subject's own object: one transaction. */
function createHere(ctx: SubjectContext, { id, route, content, limit, kept, by }: CreateArgs, seen: number): Decided {
  const now = ctx.now();
  const answer = ctx.write(route, 'create', () => {
    ctx.tables.ways.drop(id);
    return adopt(ctx, {
      id,
      home: route,
      via: 0,
      seen,
      content,
      since: now,
      indexed: false,
      began: now,
      create: { limit, kept, by },
    });
  });
  switch (answer.outcome) {
    case 'adopted':
      return { outcome: 'created', revision: answer.revision, replaced: answer.replaced };
    case 'ended-on-arrival':
      return { outcome: 'session-ended' };
    case 'refused':
      return { outcome: answer.because };
  }
}

/** Another object holds the subject: the move is written down, then done. */
async function createThere(
  ctx: SubjectContext,
  { id, route, target, content, limit, kept, by }: CreateArgs,
  seen: number,
  meter: Meter,
): Promise<Finished> {
  const now = ctx.now();
  ctx.write(route, 'begin-create', () => {
    ctx.tables.marks.drop(id);
    ctx.tables.ways.move({
      id,
      target,
      via: ctx.tick(seen),
      src: { from: 'none' },
      content,
      mode: 'replace',
      ifMatch: null,
      since: now,
      indexed: false,
      create: { limit, kept, by },
      by,
      at: now,
      began: now,
    });
    ctx.alarm.coverMove(now);
  });
  return finish(ctx, route, id, meter);
}

function moved(finished: Finished): Decided {
  switch (finished.outcome) {
    case 'moved':
      return { outcome: 'created', revision: finished.revision, replaced: finished.replaced };
    case 'ended':
    case 'ended-long-ago':
    case 'ended-on-arrival':
      return { outcome: 'session-ended' };
    case 'session-limit':
    case 'idempotency-key-reused':
      return { outcome: finished.outcome };
    case 'revision-mismatch':
      throw new Error('a create has no condition');
  }
}

/** Outside the lock: waits for the index where asked to, at the object that has the record. */
async function inIndex(ctx: SubjectContext, args: CreateArgs, decided: Decided, meter: Meter): Promise<CreateAnswer> {
  const place = { route: args.route, owner: args.target, wait: args.wait };
  switch (decided.outcome) {
    case 'created':
      return { ...decided, indexed: (await confirmedAtOwner(ctx, { ...place, id: args.id }, meter)).indexed };
    case 'replayed': {
      const { answer, revision, recordId } = decided.kept;
      const { indexed } = await confirmedAtOwner(ctx, { ...place, id: recordId }, meter);
      return { outcome: 'replayed', answer, revision, indexed };
    }
    default:
      return decided;
  }
}
