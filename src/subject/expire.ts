/**
 * Ends what has expired: sessions, and grants, which hang on nothing. Guarantees: the transaction tests `expires <= now`
 * again, so that a session renewed meanwhile survives, and each expired record is handed to exactly one caller. Where nobody
 * wants the records, a batch of others of the kind that have expired here goes along: the index need not name them one by one.
 */
import type { Located } from '../index-d1/index-row.ts';
import type { Meter } from '../session/cost.ts';
import { isExpired } from '../session/lifetime.ts';
import type { ExpireArgs, Expired } from './api.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { endGrant } from './end-grant.ts';
import { expired } from './ending.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import type { EndableGrant } from './grant-table.ts';
import { look } from './look.ts';
import type { StoredSession } from './outcome.ts';
import type { Endable } from './record.ts';
import { confirmed } from './remove-of-subject.ts';
import { clientIdsOf } from './take-along.ts';

export async function expire(
  ctx: SubjectContext,
  { route, ids, by, take }: ExpireArgs,
  meter: Meter,
): Promise<Expired> {
  await finishMoves(ctx, route, ids, meter);
  await ctx.registrations.ask(() => clientIdsOf([...dueOf(ctx, ids), ...(take === null ? dueHere(ctx) : [])]), meter);
  const sessions: StoredSession[] = [];
  const ended: string[] = [];
  const grants: string[] = [];
  let grantsExpired = 0;
  const elsewhere: Located[] = [];
  const undecided: Located[] = [];
  const wanted = take === 'counted' ? null : take;
  let bytes = 0;
  const end = (record: Endable) => {
    grants.push(...endRecord(ctx, record, expired(ctx, by)).grants);
    ended.push(record.id);
  };
  const endOfGrant = (grant: EndableGrant) => {
    endGrant(ctx, grant);
    grants.push(grant.id);
    grantsExpired++;
  };
  const decide = () => {
    for (const located of ids) {
      const here = look(ctx, located.id);
      if (here.kind === 'grant') {
        const { id, revision, expiration } = here.record;
        if ((expiration ?? Number.POSITIVE_INFINITY) > ctx.now()) {
          // The index names what it takes for expired: it is behind.
          if (!ctx.tables.outbox.has('grant', id)) ctx.announce('grant', id, revision);
          continue;
        }
        endOfGrant(here.record);
        continue;
      }
      if (here.kind !== 'live') {
        const on = next(ctx, route, located);
        if (on) elsewhere.push(on);
        continue;
      }
      const { record } = here;
      if (!isExpired(record, ctx.now())) {
        if (record.indexedEnd !== null && record.indexedEnd <= ctx.now()) {
          ctx.announce('session', record.id, record.revision);
        }
        continue;
      }
      if (wanted && bytes > 0 && bytes + record.envelope.length > wanted.bytes) {
        undecided.push(located);
        continue;
      }
      bytes += record.envelope.length;
      end(record);
      if (wanted) sessions.push(record);
    }
    if (take !== null) return;
    if (ended.length > 0) for (const record of dueHere(ctx)) end(record);
    if (grantsExpired > 0) for (const grant of dueGrantsHere(ctx)) endOfGrant(grant);
  };
  if (ctx.tables.exist) ctx.write(route, 'expire', decide);
  else decide();
  await confirmed(ctx, [...ended, ...grants], true, meter);
  return { removed: ended.length, grants: grantsExpired, sessions, elsewhere, undecided };
}

/** Those of the ids that have expired here. */
const dueOf = (ctx: SubjectContext, ids: readonly Located[]) =>
  ids.flatMap(({ id }) => {
    const here = look(ctx, id);
    return here.kind === 'live' && isExpired(here.record, ctx.now()) ? [here.record] : [];
  });

/** A bounded batch of what has expired here, where the object ends it by itself. */
function dueHere({ tables, ports }: SubjectContext): readonly Endable[] {
  const { removeExpired, removeExpiredBatch } = ports.policy;
  return removeExpired && tables.exist ? tables.records.expired(ports.now(), removeExpiredBatch) : [];
}

function dueGrantsHere({ tables, ports }: SubjectContext): readonly EndableGrant[] {
  const { removeExpired, removeExpiredBatch } = ports.policy;
  return removeExpired && tables.exist ? tables.grants.expired(ports.now(), removeExpiredBatch) : [];
}

/** The alarm's part: a batch. */
export async function expireDue(ctx: SubjectContext, route: string, meter: Meter): Promise<void> {
  await ctx.registrations.ask(() => clientIdsOf(dueHere(ctx)), meter);
  if (dueHere(ctx).length === 0 && dueGrantsHere(ctx).length === 0) return;
  ctx.write(route, 'expire-due', () => {
    for (const record of dueHere(ctx)) endRecord(ctx, record, expired(ctx));
    for (const grant of dueGrantsHere(ctx)) endGrant(ctx, grant);
  });
}
