/**
 * Upsert of a grant (consistency.md, "Grants"). The owner replaces what it has in one transaction; all else is home's decision,
 * under the id's lock. Guarantees: an end never keeps a key; what was revoked is not stored, and a grant that a refused one
 * would have replaced stays as it is; revisions of a key rise across all its lives.
 */
import type { Meter } from '../session/cost.ts';
import { adopt } from './adopt.ts';
import type { LookAnswer } from './api.ts';
import { matches } from './condition.ts';
import { confirmedAtOwner } from './confirmed-at-owner.ts';
import type { SubjectContext } from './context.ts';
import { type Finished, finish, finishAll } from './finish.ts';
import type { StoreGrantAnswer, StoreGrantArgs } from './grant-api.ts';
import type { HeldGrant } from './grant-table.ts';
import { type Here, look } from './look.ts';
import { ask } from './peer.ts';
import { creationTimeOf, grantRevoked, isRevoked } from './revoked.ts';
import type { Moving } from './way-table.ts';
import { letGrantGo } from './yield.ts';

interface Stored {
  readonly outcome: 'created' | 'replaced';
  readonly revision: number;
  readonly creationTime: number;
}
type Decided = Stored | Exclude<StoreGrantAnswer, { readonly indexed: boolean }>;

/** Each turn needs a change by somebody else in between. */
const TURNS = 20;

export async function storeGrant(ctx: SubjectContext, args: StoreGrantArgs, meter: Meter): Promise<StoreGrantAnswer> {
  const decided = await decide(ctx, args, meter);
  if (!('revision' in decided)) return decided;
  const { id, route, target: owner, wait } = args;
  const { indexed, fenced } = await confirmedAtOwner(ctx, { id, route, owner, wait }, meter);
  // The index knew of a removal that the owner had not heard of.
  return fenced === decided.revision ? { outcome: 'grant-revoked' } : { ...decided, indexed };
}

async function decide(ctx: SubjectContext, args: StoreGrantArgs, meter: Meter): Promise<Decided> {
  const { id, route, target, home } = args;
  const here = look(ctx, id);
  if (here.kind === 'grant' && target === route) return replace(ctx, args, here.record);
  if (route !== home) return { outcome: 'absent' };
  return ctx.locks.run(id, () => decideAtHome(ctx, args, meter));
}

/** The owner keeps it: one turn. */
function replace(
  ctx: SubjectContext,
  { route, content, ifMatch, createOnly }: StoreGrantArgs,
  held: HeldGrant,
): Decided {
  const now = ctx.now();
  const { kind: _, ...fields } = content;
  const grant = { ...fields, creationTime: creationTimeOf(ctx, content, now) };
  if (isRevoked(ctx, grant)) return { outcome: 'grant-revoked' };
  if (createOnly || !matches(ifMatch, held.revision)) return { outcome: 'revision-mismatch' };
  const revision = ctx.write(route, 'replace-grant', () => {
    const next = ctx.tick(held.revision);
    const { since, indexedRevision } = held.sessionId === grant.sessionId ? held : { since: now, indexedRevision: 0 };
    ctx.tables.grants.put({ ...held, ...grant, revision: next, since, indexedRevision });
    ctx.announce('grant', held.id, next);
    ctx.alarm.coverExpiration(ctx, grant.expiration);
    return next;
  });
  return { outcome: 'replaced', revision, creationTime: grant.creationTime };
}

/** Under the id's lock. What is here is looked at again after each wait: an owner's operations take no lock. */
async function decideAtHome(ctx: SubjectContext, args: StoreGrantArgs, meter: Meter): Promise<Decided> {
  const { id, route, target, ifMatch, createOnly } = args;
  const began = ctx.now();
  for (let turn = 0; turn < TURNS; turn++) {
    await finishAll(ctx, route, id, meter);
    const owner = await askOwner(ctx, id, meter);
    const here = look(ctx, id);
    if (here.kind === 'moving') throw new Error('a move began under the lock of another');
    if (here.kind === 'live') throw new Error('the id of a grant is no session');
    if (here.kind === 'grant' && target === route) return replace(ctx, args, here.record);
    if (here.kind !== 'grant' && owner?.outcome !== 'live') return create(ctx, args, { here, owner, began }, meter);
    if (here.kind === 'forward' && here.way.target === target) return { outcome: 'forward', route: target };
    if (await revokedAtTarget(ctx, args, began, meter)) return { outcome: 'grant-revoked' };
    if (createOnly) return { outcome: 'revision-mismatch' };
    const present = look(ctx, id);
    if (present.kind === 'grant') {
      if (!matches(ifMatch, present.record.revision)) return { outcome: 'revision-mismatch' };
      giveAway(ctx, args, present.record, began);
    } else if (present.kind === 'forward') {
      const { via, target: from } = present.way;
      const src = { from: 'object', route: from } as const;
      begin(ctx, args, began, () => ({ via, src, ifMatch, since: began, indexed: false, create: null }));
    } else {
      // It ended here while the target was asked.
      continue;
    }
    const finished = await finish(ctx, route, id, meter);
    const moved = movedTo('replaced', finished);
    if (moved) return moved;
  }
  throw new Error('a grant ended again and again while it was replaced');
}

/** Where home has a forward: what the owner knows of the id. */
async function askOwner(ctx: SubjectContext, id: string, meter: Meter): Promise<LookAnswer | null> {
  const here = look(ctx, id);
  if (here.kind !== 'forward') return null;
  const { target } = here.way;
  return ask(ctx, target, meter, (peer) => peer.look({ route: target, id }));
}

async function revokedAtTarget(
  ctx: SubjectContext,
  { route, target, content }: StoreGrantArgs,
  began: number,
  meter: Meter,
): Promise<boolean> {
  const { type, subjectId, sessionId, clientId, creationTime } = content;
  const args = { route: target, grant: { type, subjectId, sessionId, clientId, creationTime }, began };
  if (target === route) return grantRevoked(ctx, args).revoked;
  return (await ask(ctx, target, meter, (peer) => peer.grantRevoked(args))).revoked;
}

interface Free {
  readonly here: Exclude<Here, { kind: 'grant' | 'live' | 'moving' }>;
  readonly owner: LookAnswer | null;
  readonly began: number;
}

/** Nobody has it: free, or ended. A new life begins above all that its key has seen elsewhere; of an end here, the clock knows. */
async function create(
  ctx: SubjectContext,
  args: StoreGrantArgs,
  { here, owner, began }: Free,
  meter: Meter,
): Promise<Decided> {
  const { id, route, target, content, by } = args;
  const seen = Math.max(here.kind === 'forward' ? here.way.via : 0, owner?.outcome === 'ended' ? owner.revision : 0);
  const made = { limit: null, kept: null, by };
  if (target !== route) {
    begin(ctx, args, began, () => {
      ctx.tables.marks.drop(id);
      return { via: ctx.tick(seen), src: { from: 'none' }, ifMatch: null, since: began, indexed: false, create: made };
    });
    const moved = movedTo('created', await finish(ctx, route, id, meter));
    if (!moved) throw new Error('what is created is taken from nobody');
    return moved;
  }
  const answer = ctx.write(route, 'create-grant', () => {
    const arrival = { id, home: route, via: 0, seen, content, since: began, indexed: false, began, create: made };
    const adopted = adopt(ctx, arrival);
    // A refused one leaves the way to the owner's mark, whose revision the next life must exceed.
    if (adopted.outcome === 'adopted') ctx.tables.ways.drop(id);
    return adopted;
  });
  if (answer.outcome !== 'adopted') return { outcome: 'grant-revoked' };
  return { outcome: 'created', revision: answer.revision, creationTime: answer.creationTime };
}

/** It lives here: it goes in the transaction that writes the move down. */
function giveAway(ctx: SubjectContext, args: StoreGrantArgs, held: HeldGrant, began: number): void {
  const sidKept = held.sessionId === args.content.sessionId;
  begin(ctx, args, began, () => {
    letGrantGo(ctx, held);
    return {
      via: ctx.tick(held.revision),
      src: { from: 'self' },
      ifMatch: null,
      since: sidKept ? held.since : began,
      indexed: sidKept && held.indexedRevision > 0,
      create: null,
    };
  });
}

/** Written before the grant is taken from its owner, or sent to the new one: answers may get lost. */
function begin(
  ctx: SubjectContext,
  { id, route, target, content, by }: StoreGrantArgs,
  began: number,
  step: () => Pick<Moving, 'via' | 'src' | 'ifMatch' | 'since' | 'indexed' | 'create'>,
): void {
  ctx.write(route, 'begin-grant', () => {
    const at = ctx.now();
    ctx.tables.ways.move({ id, target, content, mode: 'replace', by, at, began, ...step() });
    ctx.alarm.coverMove(at);
  });
}

/** Null: it ended where it was to be taken from. */
function movedTo(outcome: Stored['outcome'], finished: Finished): Decided | null {
  switch (finished.outcome) {
    case 'moved':
      return { outcome, revision: finished.revision, creationTime: finished.creationTime };
    case 'ended-on-arrival':
      return { outcome: 'grant-revoked' };
    case 'revision-mismatch':
      return { outcome: finished.outcome };
    case 'ended':
    case 'ended-long-ago':
      return null;
    case 'session-limit':
    case 'idempotency-key-reused':
      throw new Error('a grant is never refused so');
  }
}
