/**
 * Sends the logout notifications that are due, from the alarm (design.md, invariant 13). Guarantees: each is sent at least
 * once; a client that does not answer holds up nobody else's, also not what comes due meanwhile; one attempt at a time for
 * each client, six at once in all; a run stops after a while and the alarm goes on with the rest.
 */
import type { Client } from '../client/client.ts';
import type { DeliveryOutcome } from '../logout/deliver.ts';
import type { LogoutReason } from '../logout/notice.ts';
import { nextAttempt } from '../logout/retry.ts';
import { Meter } from '../session/cost.ts';
import type { EndReason } from '../session/ending.ts';
import type { SubjectContext } from './context.ts';
import type { DueDeliveries, HeldDelivery } from './delivery-table.ts';
import { AT_ONCE } from './peer.ts';

/** For how long one run begins further attempts, in milliseconds. */
const RUN = 20_000;
/** A client that took longer for an attempt gets no further one in the same run, and comes last in the next. */
const SLOW = 1_000;
/** While others are under way, a free hand looks this often for what has come due. */
const LOOK_AGAIN = 500;

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
    const run = new Run(ctx, route);
    const hands = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => run.work()));
    await ctx.projection.flush();
    for (const hand of hands) if (hand.status === 'rejected') throw hand.reason;
  } finally {
    ctx.delivering = false;
  }
}

/** One run, worked off by several hands. */
class Run {
  readonly #ctx: SubjectContext;
  readonly #route: string;
  readonly #until: number;
  #waiting: DueDeliveries[] = [];
  #filling: Promise<void> | null = null;
  readonly #busy = new Set<string>();
  readonly #tookLong = new Set<string>();
  #nobodyBusy = new AbortController();

  constructor(ctx: SubjectContext, route: string) {
    this.#ctx = ctx;
    this.#route = route;
    this.#until = ctx.now() + RUN;
  }

  async work(): Promise<void> {
    while (this.#goesOn) {
      if (this.#waiting.length === 0) await this.#fill();
      const turn = this.#waiting.shift();
      if (turn !== undefined) await this.#send(turn);
      else if (this.#busy.size > 0) await this.#ctx.ports.sleep(LOOK_AGAIN, this.#nobodyBusy.signal);
      else break;
    }
  }

  get #goesOn(): boolean {
    return this.#ctx.tables.exist && this.#ctx.now() < this.#until;
  }

  async #send({ clientId, ids }: DueDeliveries): Promise<void> {
    this.#busy.add(clientId);
    try {
      for (const id of ids) {
        if (!this.#goesOn) return;
        const began = this.#ctx.now();
        await attempt(this.#ctx, this.#route, id);
        if (this.#ctx.now() - began > SLOW) {
          this.#tookLong.add(clientId);
          this.#ctx.slowClients.add(clientId);
          return;
        }
        this.#ctx.slowClients.delete(clientId);
      }
    } finally {
      this.#busy.delete(clientId);
      if (this.#busy.size === 0) {
        this.#nobodyBusy.abort();
        this.#nobodyBusy = new AbortController();
      }
    }
  }

  #fill(): Promise<void> {
    this.#filling ??= this.#look().finally(() => {
      this.#filling = null;
    });
    return this.#filling;
  }

  async #look(): Promise<void> {
    const { tables, registrations, slowClients, projection } = this.#ctx;
    const due = tables.exist ? tables.deliveries.due(this.#ctx.now(), [...this.#busy, ...this.#tookLong]) : [];
    // What has been settled shows while somebody else still hangs.
    if (due.length === 0) return void projection.flush();
    await registrations.ask(() => due.map(({ clientId }) => clientId), new Meter());
    const order = ({ clientId, failures }: DueDeliveries) => (slowClients.has(clientId) ? Number.MAX_VALUE : failures);
    this.#waiting = due.toSorted((one, other) => order(one) - order(other));
  }
}

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
