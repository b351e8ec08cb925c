/**
 * RemoveSessions in one object (contract, "Session management"). Guarantees: sessions, grants, history and notifications are
 * one transaction; what was begun before it and arrives after it ends on arrival, and a grant that it would have taken is
 * refused for 24 h; a dry run answers the same numbers and writes nothing. Expired sessions and consumed grants count.
 */
import { CONSENT_TYPE, type GrantKind, kindOf } from '../grant/grant.ts';
import type { Meter } from '../session/cost.ts';
import { WINDOWS } from '../session/windows.ts';
import type { RemoveSessionsAnswer, RemoveSessionsArgs, SessionsRemoved } from './api.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { endGrant } from './end-grant.ts';
import { deleted, removed } from './ending.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import type { EndableGrant } from './grant-table.ts';
import { findKept } from './kept.ts';
import { notify, toldClients } from './notify.ts';
import type { Endable } from './record.ts';
import { completeWhatLeft, confirmed } from './remove-of-subject.ts';
import { clientIdsOf } from './take-along.ts';

export async function removeSessions(
  ctx: SubjectContext,
  args: RemoveSessionsArgs,
  meter: Meter,
): Promise<RemoveSessionsAnswer> {
  const scope = args.kept?.scope;
  if (scope === undefined) return run(ctx, args, meter);
  if (ctx.running.has(scope)) return { outcome: 'idempotency-in-progress' };
  ctx.running.add(scope);
  try {
    return await run(ctx, args, meter);
  } finally {
    ctx.running.delete(scope);
  }
}

async function run(ctx: SubjectContext, args: RemoveSessionsArgs, meter: Meter): Promise<RemoveSessionsAnswer> {
  const { route, located, kept, dryRun, wait } = args;
  if (kept) {
    const before = findKept(ctx, kept.scope, kept.bodyHash);
    if (before.outcome === 'other-body') return { outcome: 'idempotency-key-reused' };
    if (before.outcome === 'kept') return repeated(ctx, args, before.answer, meter);
  }
  await finishMoves(ctx, route, located, meter);
  if (args.notify) await ctx.registrations.ask(() => clientIdsOf(matchOf(ctx, args).sessions), meter);
  const elsewhere = () => located.map((one) => next(ctx, route, one)).filter((one) => one !== null);
  if (dryRun || (!ctx.tables.exist && !args.ofSubject)) {
    const counts = countOf(ctx, args, matchOf(ctx, args));
    const at = ctx.now();
    if (kept) ctx.write(route, 'remember-answer', () => keepAnswer(ctx, args, counts, at));
    return { outcome: 'removed', counts, at, indexed: true, replayed: false, elsewhere: elsewhere() };
  }
  const done = ctx.write(route, 'remove-sessions', () => ({ ...apply(ctx, args), elsewhere: elsewhere() }));
  if (cuts(args)) await completeWhatLeft(ctx, route, meter);
  const { counts, at, ids } = done;
  const indexed = await confirmed(ctx, ids, wait, meter);
  return { outcome: 'removed', counts, at, indexed, replayed: false, elsewhere: done.elsewhere };
}

/** Whether it ends what is on its way as well: sessions of this subject, ordinary ones or of partitions. */
const cuts = ({ ofSubject, removeSessions: ends, partitions }: RemoveSessionsArgs): boolean =>
  ofSubject && (ends || partitions.length > 0);

interface Match {
  readonly sessions: readonly Endable[];
  readonly ofPartitions: readonly Endable[];
  readonly grants: readonly EndableGrant[];
  /** Consents that the session filter kept out. */
  readonly outOfReach: number;
  /** The sids that grants and sessions of partitions are confined to; null: all. */
  readonly sessionIds: readonly string[] | null;
}

function matchOf({ tables }: SubjectContext, args: RemoveSessionsArgs): Match {
  const { sessionId, ids, clientIds, exceptSessionIds, partitions } = args;
  const nothing = { sessions: [], ofPartitions: [], grants: [], outOfReach: 0, sessionIds: [] };
  if (!tables.exist) return nothing;
  const spared = (sid: string | null) => sid !== null && exceptSessionIds.includes(sid);
  const named = tables.records.ofSubject('', sessionId).filter(({ id }) => ids === null || ids.includes(id));
  const sessionIds = ids === null ? (sessionId === null ? null : [sessionId]) : named.map((one) => one.sessionId);
  const kinds = kindsOf(args);
  const within = tables.grants
    .select({ sessionId: null, clientIds, types: null, grantId: null, lookup: null })
    .filter(({ type }) => kinds.includes(kindOf(type)));
  const reached = ({ sessionId: sid }: Pick<EndableGrant, 'sessionId'>) =>
    sessionIds === null || (sid !== null && sessionIds.includes(sid));
  return {
    sessions: named.filter(({ sessionId: sid }) => !spared(sid)),
    ofPartitions: partitions
      .flatMap((partition) => tables.records.ofSubject(partition, sessionId))
      .filter((one) => reached(one) && !spared(one.sessionId)),
    grants: within.filter((grant) => reached(grant) && !spared(grant.sessionId)),
    outOfReach: within.filter((grant) => grant.type === CONSENT_TYPE && !reached(grant)).length,
    sessionIds,
  };
}

/** Both flags take grants of any type (reference: semantics.md, section 3.3). */
const kindsOf = ({ revokeTokens, revokeConsents }: RemoveSessionsArgs): readonly GrantKind[] =>
  revokeTokens && revokeConsents
    ? ['tokens', 'consents', 'others']
    : revokeTokens
      ? ['tokens']
      : revokeConsents
        ? ['consents']
        : [];

const endingOf = ({ by, reason, notify: notified, clientIds }: RemoveSessionsArgs) =>
  removed(by, { reason, notify: notified, clientIds });

function countOf(ctx: SubjectContext, args: RemoveSessionsArgs, match: Match): SessionsRemoved {
  const ofKind = (kind: GrantKind) => match.grants.filter(({ type }) => kindOf(type) === kind).length;
  const ending = endingOf(args);
  return {
    sessionsRemoved: args.removeSessions ? match.sessions.length : 0,
    tokensRevoked: ofKind('tokens'),
    consentsRevoked: ofKind('consents'),
    otherGrantsRevoked: ofKind('others'),
    consentsOutOfReach: match.outOfReach,
    notificationsQueued: match.sessions.reduce((sum, one) => sum + toldClients(ctx, one, ending).length, 0),
    bffSessionsRemoved: match.ofPartitions.length,
  };
}

/** Inside the transaction. */
function apply(ctx: SubjectContext, args: RemoveSessionsArgs) {
  const now = ctx.now();
  const match = matchOf(ctx, args);
  const counts = countOf(ctx, args, match);
  const ending = endingOf(args);
  rememberRemoval(ctx, args, match);
  for (const session of match.sessions) {
    if (args.removeSessions) endRecord(ctx, session, ending);
    else notify(ctx, session, ctx.tick(session.revision), ending);
  }
  for (const session of match.ofPartitions) endRecord(ctx, session, deleted(args.by));
  for (const grant of match.grants) endGrant(ctx, grant);
  ctx.registrations.keep();
  keepAnswer(ctx, args, counts, now);
  return { counts, at: now, ids: [...match.sessions, ...match.ofPartitions, ...match.grants].map(({ id }) => id) };
}

/** What is still to come of what this removal takes ends as it arrives. */
function rememberRemoval(ctx: SubjectContext, args: RemoveSessionsArgs, { sessionIds }: Match): void {
  const { tables } = ctx;
  const { sessionId, clientIds, exceptSessionIds: except } = args;
  const at = ctx.now();
  const kinds = kindsOf(args);
  if (kinds.length > 0 && sessionIds?.length !== 0) {
    tables.revocations.add({ at, sessionIds, clientIds, kinds, exceptSessionIds: except });
  }
  if (args.ofSubject && args.ids === null) {
    if (args.removeSessions) tables.cuts.add({ at, partition: '', sessionId, except, ending: endingOf(args) });
    for (const partition of args.partitions) {
      tables.cuts.add({ at, partition, sessionId, except, ending: deleted(args.by) });
    }
  }
  ctx.alarm.cover(at + WINDOWS.mark);
}

function keepAnswer(ctx: SubjectContext, { kept }: RemoveSessionsArgs, counts: SessionsRemoved, at: number): void {
  if (!kept) return;
  ctx.tables.answers.keep({ ...kept, answer: new TextEncoder().encode(JSON.stringify({ counts, at })) }, '', 0, at);
  ctx.alarm.cover(at + WINDOWS.answer);
}

/** What came after the transaction may not have come to its end, or not have been heard of: the answer relies on it again. */
async function repeated(
  ctx: SubjectContext,
  args: RemoveSessionsArgs,
  answer: Uint8Array,
  meter: Meter,
): Promise<RemoveSessionsAnswer> {
  const { route, dryRun, wait } = args;
  const { counts, at } = JSON.parse(new TextDecoder().decode(answer));
  if (cuts(args) && !dryRun) await completeWhatLeft(ctx, route, meter);
  const indexed = dryRun || (wait && (await ctx.projection.caughtUp(meter)));
  return { outcome: 'removed', counts, at, indexed, replayed: true, elsewhere: [] };
}
