/**
 * A record arrives (consistency.md, "Adopt at T"). `adopt` is the part that a create at the subject's own object shares:
 * what a removal has ended, the limit, the write. `adoptFromHome` is the call: it may be late, and may run twice.
 */
import { WINDOWS } from '../session/windows.ts';
import type { AdoptAnswer, AdoptArgs } from './api.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { look } from './look.ts';
import type { Content } from './outcome.ts';

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

type Adopted = Exclude<AdoptAnswer, { outcome: 'stale' }>;

/** One turn: tests whether the stay is known, then writes. */
export function adoptFromHome(ctx: SubjectContext, args: AdoptArgs): AdoptAnswer {
  const known = knownStay(ctx, args);
  if (known) return known;
  if (ctx.now() - args.at > WINDOWS.adopt) return { outcome: 'stale' };
  return ctx.write(args.route, 'adopt', () => adopt(ctx, { ...args, seen: args.via }));
}

/** Known is done, first: the call ran before, or a later stay has begun meanwhile. */
function knownStay(ctx: SubjectContext, { id, via }: AdoptArgs): AdoptAnswer | null {
  const here = look(ctx, id);
  if (here.kind === 'live' && here.record.via >= via) return { outcome: 'adopted', revision: here.record.revision };
  if (here.kind !== 'mark' || here.mark.via < via) return null;
  const { mark } = here;
  if (mark.via > via) return { outcome: 'adopted', revision: mark.rev };
  if (mark.kind === 'refused') return { outcome: 'refused', because: mark.because };
  return mark.kind === 'ended' && mark.arrived
    ? { outcome: 'ended-on-arrival' }
    : { outcome: 'adopted', revision: mark.rev };
}

/** Inside a transaction. */
export function adopt(ctx: SubjectContext, arrival: Arrival): Adopted {
  const { tables } = ctx;
  const { id, home, via, seen, content, create, began } = arrival;
  const now = ctx.now();
  const endedMeanwhile =
    tables.cuts.names(content.partition, content.sessionId, began, ctx.margin) ||
    (create !== null && now - began > WINDOWS.adopt);
  if (endedMeanwhile) {
    const rev = ctx.tick(seen);
    tables.marks.put({ id, kind: 'ended', rev, via, home, at: now, arrived: true });
    ctx.announce(id, rev);
    ctx.alarm.cover(now + WINDOWS.mark);
    return { outcome: 'ended-on-arrival' };
  }
  const refusal = create && refuse(ctx, create, content);
  if (refusal) {
    if (via !== 0) {
      tables.marks.put({ id, kind: 'refused', rev: via, via, home, at: now, because: refusal });
      ctx.alarm.cover(now + WINDOWS.mark);
    }
    return { outcome: 'refused', because: refusal };
  }
  const rev = ctx.tick(seen);
  tables.marks.drop(id);
  tables.records.insert(id, content, {
    home,
    via,
    since: arrival.since,
    indexedRevision: arrival.indexed ? 1 : 0,
    rev,
  });
  ctx.announce(id, rev);
  ctx.alarm.coverEnd(ctx, content);
  if (create?.kept) {
    tables.answers.keep(create.kept, id, rev, now);
    ctx.alarm.cover(now + WINDOWS.answer);
  }
  return { outcome: 'adopted', revision: rev };
}

/** Only a create is ever refused. Evicting makes room instead. */
function refuse(
  ctx: SubjectContext,
  { limit, kept }: NonNullable<AdoptArgs['create']>,
  { partition }: Content,
): 'session-limit' | 'idempotency-key-reused' | null {
  const { records, answers } = ctx.tables;
  const now = ctx.now();
  if (kept && answers.find(kept.scope, now)) return 'idempotency-key-reused';
  const live = limit ? records.countLive(partition, now) : 0;
  if (!limit || live < limit.count) return null;
  if (limit.policy === 'deny') return 'session-limit';
  for (const earliest of records.earliestCreatedLive(partition, now, live - limit.count + 1)) endRecord(ctx, earliest);
  return null;
}
