/**
 * Sends the logout notifications that are due, from the alarm (design.md, invariant 13). Guarantees: each is sent at least
 * once; a client that does not answer holds up nobody else's; a run stops after a while and the alarm goes on with the rest.
 */
import type { Client } from '../client/client.ts';
import type { DeliveryOutcome } from '../logout/deliver.ts';
import type { LogoutReason } from '../logout/notice.ts';
import { nextAttempt } from '../logout/retry.ts';
import { Meter } from '../session/cost.ts';
import type { EndReason } from '../session/ending.ts';
import type { SubjectContext } from './context.ts';
import type { HeldDelivery } from './delivery-table.ts';
import { forEachOf } from './peer.ts';

/** How many one run looks at, and for how long it begins further ones, in milliseconds. */
const AT_ONCE = 500;
const RUN = 20_000;

/** What a logout token says (contract, "What an end takes along"). */
const LOGOUT_REASONS: Readonly<Record<EndReason, LogoutReason>> = {
  user_logout: 'user_logout',
  terminated: 'terminated',
  limit: 'terminated',
  expired: 'session_expiration',
  replaced: 'terminated',
};

export async function deliverDue(ctx: SubjectContext, route: string): Promise<void> {
  if (ctx.delivering) return;
  ctx.delivering = true;
  try {
    const until = ctx.now() + RUN;
    while (ctx.tables.exist && ctx.now() < until) {
      const due = ctx.tables.deliveries.due(ctx.now(), AT_ONCE);
      if (due.length === 0) return;
      const byClient = Map.groupBy(due, ({ clientId }) => clientId);
      await ctx.registrations.ask(() => byClient.keys(), new Meter());
      // Who has failed least comes first: six that hang must not keep the others waiting.
      const queues = [...byClient.values()].toSorted((one, other) => leastFailures(one) - leastFailures(other));
      await forEachOf(queues, async (queue) => {
        for (const { id } of queue) if (ctx.now() < until) await attempt(ctx, route, id);
      });
      await ctx.projection.flush();
    }
  } finally {
    ctx.delivering = false;
  }
}

const leastFailures = (queue: readonly HeldDelivery[]): number => Math.min(...queue.map(({ failures }) => failures));

async function attempt(ctx: SubjectContext, route: string, id: string): Promise<void> {
  const delivery = dueNow(ctx, id);
  if (delivery === null) return;
  const { clientId, issuer, tokenSub, tokenSid, reason } = delivery;
  const notice = { clientId, issuer, subjectId: tokenSub, sessionId: tokenSid, logoutReason: LOGOUT_REASONS[reason] };
  const outcome = await deliver(ctx, notice, ctx.registrations.of(clientId));
  const present = ctx.tables.exist ? ctx.tables.deliveries.get(id) : null;
  if (present === null) return;
  ctx.write(route, 'delivery-attempted', () => {
    const again = present.revision !== delivery.revision;
    const revision = ctx.tick(present.revision);
    const attempts = present.attempts + 1;
    // Somebody asked for it anew while it was under way: that series begins after this attempt.
    const next = again ? { ...present, attempts, revision } : { ...settled(ctx, present, outcome), attempts, revision };
    ctx.tables.deliveries.put(next);
    ctx.announce('delivery', id, revision, '');
    if (next.nextAttempt !== null) ctx.alarm.cover(Math.max(next.nextAttempt, ctx.now() + 1));
  });
}

function dueNow(ctx: SubjectContext, id: string): HeldDelivery | null {
  const delivery = ctx.tables.exist ? ctx.tables.deliveries.get(id) : null;
  return delivery?.nextAttempt != null && delivery.nextAttempt <= ctx.now() ? delivery : null;
}

/** A fault of ours is a failed attempt, and not the end of the alarm. */
async function deliver(
  ctx: SubjectContext,
  notice: Parameters<SubjectContext['ports']['deliver']>[0],
  client: Client | null | undefined,
): Promise<DeliveryOutcome> {
  if (client === undefined) {
    return { outcome: 'failed', error: 'the registration could not be read', retryAfter: null };
  }
  try {
    return await ctx.ports.deliver(notice, client);
  } catch (fault) {
    ctx.ports.log('delivery-fault', { reason: fault instanceof Error ? fault.name : 'unknown' });
    return { outcome: 'failed', error: 'the attempt could not be made', retryAfter: null };
  }
}

function settled(ctx: SubjectContext, delivery: HeldDelivery, outcome: DeliveryOutcome): HeldDelivery {
  switch (outcome.outcome) {
    case 'delivered':
      return { ...delivery, status: 'delivered', nextAttempt: null, lastError: null };
    case 'dead':
      return { ...delivery, status: 'dead', nextAttempt: null, lastError: outcome.error };
    case 'failed': {
      const failures = delivery.failures + 1;
      const { retryAfter, error: lastError } = outcome;
      const next = nextAttempt({ now: ctx.now(), failures, retryAfter, random: ctx.ports.random() });
      const status = next === null ? 'dead' : 'pending';
      return { ...delivery, status, failures, nextAttempt: next, lastError };
    }
  }
}
