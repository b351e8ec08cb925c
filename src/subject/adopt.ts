/**
 * A session or grant arrives (consistency.md, "Adopt at T"). `adopt` is the part that a create at the subject's own
 * object shares: what a removal has ended, the limit, who makes room in a partition, the write. `adoptFromHome` is the
 * call: it may be late, and may run twice.
 */
import type { Meter } from '../session/cost.ts';
import { WINDOWS } from '../session/windows.ts';
import type { AdoptAnswer, AdoptArgs, SessionLimit } from './api.ts';
import { arriveGrant } from './arrive-grant.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { evicted } from './ending.ts';
import { look } from './look.ts';
import { makeRoom } from './make-room.ts';
import type { Content, SessionContent } from './outcome.ts';
import { clientIdsOf, takeAlong } from './take-along.ts';

export interface Arrival {
  readonly id: string;
  readonly home: string;
  /** The stay; 0 where home is here. */
  readonly via: number;
  /** The highest revision that anybody has seen of this id. */
  readonly seen: number;
  readonly content: Content;
  readonly since: number;
  readonly indexed: boolean;
  readonly began: number;
  readonly create: AdoptArgs['create'];
}

export type Adopted = Exclude<AdoptAnswer, { outcome: 'stale' }>;

/** After the registrations, one turn: tests whether the stay is known, then writes. */
export async function adoptFromHome(ctx: SubjectContext, args: AdoptArgs, meter: Meter): Promise<AdoptAnswer> {
  await askAboutArrival(ctx, args, meter);
  const known = knownStay(ctx, args);
  if (known) return known;
  if (ctx.now() - args.at > WINDOWS.adopt) return { outcome: 'stale' };
  return ctx.write(args.route, 'adopt', () => adopt(ctx, { ...args, seen: args.via }));
}

/** Known is done, first: the call ran before, or a later stay has begun meanwhile. */
function knownStay(ctx: SubjectContext, { id, via }: AdoptArgs): AdoptAnswer | null {
  const here = look(ctx, id);
  if (here.kind === 'live' || here.kind === 'grant') {
    return here.record.via >= via ? { ...DONE, ...asStored(here.record) } : null;
  }
  if (here.kind !== 'mark' || here.mark.via < via) return null;
  const { mark } = here;
  if (mark.via > via) return { ...DONE, revision: mark.rev, creationTime: mark.at };
  if (mark.kind === 'refused') return { outcome: 'refused', because: mark.because };
  return mark.kind === 'ended' && mark.arrived
    ? { outcome: 'ended-on-arrival' }
    : { ...DONE, revision: mark.rev, creationTime: mark.at };
}

/** Who made room was the first answer's to say; nobody waits for this one. */
const DONE = { outcome: 'adopted', replaced: false } as const;

const asStored = (record: { readonly revision: number; readonly creationTime?: number }) => ({
  revision: record.revision,
  creationTime: record.creationTime ?? 0,
});

/** Inside a transaction. */
export function adopt(ctx: SubjectContext, arrival: Arrival): Adopted {
  const { content } = arrival;
  return content.kind === 'grant' ? arriveGrant(ctx, arrival, content) : arriveSession(ctx, arrival, content);
}

function arriveSession(ctx: SubjectContext, arrival: Arrival, content: SessionContent): Adopted {
  const { tables } = ctx;
  const { id, home, via, seen, create, began } = arrival;
  const now = ctx.now();
  const cut = tables.cuts.over(content.partition, content.sessionId, began, ctx.margin);
  if (cut !== null || (create !== null && now - began > WINDOWS.adopt)) {
    const rev = ctx.tick(seen);
    tables.marks.put({ id, what: 'session', kind: 'ended', rev, via, home, at: now, arrived: true, fenced: null });
    ctx.announce('session', id, rev);
    ctx.alarm.cover(now + WINDOWS.mark);
    // A create that was cut off never was a session.
    if (cut !== null && create === null) takeAlong(ctx, { id, home, via, revision: rev, ...content }, rev, cut);
    return { outcome: 'ended-on-arrival' };
  }
  const refusal = create && refuse(ctx, create, content);
  if (refusal) {
    if (via !== 0) {
      tables.marks.put({ id, what: 'session', kind: 'refused', rev: via, via, home, at: now, because: refusal });
      ctx.alarm.cover(now + WINDOWS.mark);
    }
    return { outcome: 'refused', because: refusal };
  }
  const replaced = makeRoom(ctx, id, content);
  const rev = ctx.tick(seen);
  tables.marks.drop(id);
  tables.records.insert(id, content, {
    home,
    via,
    since: arrival.since,
    indexedRevision: arrival.indexed ? 1 : 0,
    rev,
  });
  ctx.announce('session', id, rev);
  ctx.alarm.coverEnd(ctx, content);
  if (create?.kept) {
    tables.answers.keep(create.kept, id, rev, now);
    ctx.alarm.cover(now + WINDOWS.answer);
  }
  return { outcome: 'adopted', revision: rev, creationTime: 0, replaced };
}

/** Only a create is ever refused. Evicting makes room instead. */
function refuse(
  ctx: SubjectContext,
  { limit, kept, by }: NonNullable<AdoptArgs['create']>,
  { partition }: SessionContent,
): 'session-limit' | 'idempotency-key-reused' | null {
  const { answers } = ctx.tables;
  if (kept && answers.find(kept.scope, ctx.now())) return 'idempotency-key-reused';
  if (!limit) return null;
  const tooMany = overLimit(ctx, limit, partition);
  if (tooMany === 0) return null;
  if (limit.policy === 'deny') return 'session-limit';
  const earliest = ctx.tables.records.earliestCreatedLive(partition, ctx.now(), tooMany);
  for (const record of earliest) endRecord(ctx, record, evicted(by));
  return null;
}

/** How many have to go for one more. */
const overLimit = (ctx: SubjectContext, { count }: SessionLimit, partition: string): number =>
  Math.max(0, ctx.tables.records.countLive(partition, ctx.now()) - count + 1);

/** Before an arrival: which clients of those that it may end are registered, and its own where it may end as it arrives. */
export async function askAboutArrival(
  ctx: SubjectContext,
  { content, create, began }: Pick<Arrival, 'content' | 'create' | 'began'>,
  meter: Meter,
): Promise<void> {
  await askAboutEvicted(ctx, create, meter);
  if (content.kind !== 'session' || create !== null) return;
  const { partition, sessionId } = content;
  await ctx.registrations.ask(() => {
    const { exist, cuts } = ctx.tables;
    return exist && cuts.over(partition, sessionId, began, ctx.margin) !== null ? clientIdsOf([content]) : [];
  }, meter);
}

/** Before a create that may end others: who of their clients is registered. */
export async function askAboutEvicted(ctx: SubjectContext, create: AdoptArgs['create'], meter: Meter): Promise<void> {
  const limit = create?.limit;
  if (limit?.policy !== 'evict-oldest') return;
  await ctx.registrations.ask(() => {
    if (!ctx.tables.exist) return [];
    const tooMany = overLimit(ctx, limit, '');
    const earliest = tooMany === 0 ? [] : ctx.tables.records.earliestCreatedLive('', ctx.now(), tooMany);
    return clientIdsOf(earliest);
  }, meter);
}
