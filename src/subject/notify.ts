/**
 * Queues the logout notifications of a session. Inside a transaction. Guarantees: one delivery for each client that is told:
 * in the session's list, registered, enabled and with an address as of the last word of the index. A client of which the
 * index could not say anything gets one too: its delivery decides.
 */
import { isCoordinated, isTold } from '../client/coordinated.ts';
import type { SubjectContext } from './context.ts';
import type { Ending } from './ending.ts';
import type { Endable } from './record.ts';

/** `rev` makes the ids: another end, or removal, of the same session has another one. Returns how many were queued. */
export function notify(ctx: SubjectContext, session: Endable, rev: number, ending: Ending): number {
  const told = toldClients(ctx, session, ending);
  const now = ctx.now();
  for (const [ordinal, { clientId, sub, sid }] of told.entries()) {
    const id = `${session.id}-${rev.toString(36)}-${ordinal}`;
    ctx.tables.deliveries.put({
      id,
      clientId,
      subjectId: session.subjectId,
      sessionId: session.sessionId,
      tokenSub: sub ?? session.subjectId,
      tokenSid: sid ?? session.sessionId,
      issuer: session.issuer,
      reason: ending.reason,
      status: 'pending',
      attempts: 0,
      failures: 0,
      lastError: null,
      nextAttempt: now,
      created: now,
      revision: rev,
    });
    ctx.announce('delivery', id, rev, session.id);
  }
  if (told.length > 0) ctx.alarm.cover(now + 1);
  return told.length;
}

/** Who hears of it. */
export function toldClients(
  ctx: SubjectContext,
  { clients, partition }: Endable,
  { told }: Pick<Ending, 'told'>,
): Endable['clients'] {
  if (told === 'none' || partition !== '') return [];
  return clients.filter(({ clientId }) => {
    const client = ctx.registrations.of(clientId);
    if (client === undefined) return told === 'coordinated' || isWithin(told.within, clientId);
    if (!isTold(client)) return false;
    return told === 'coordinated'
      ? isCoordinated(client, ctx.ports.policy.coordinateByDefault)
      : isWithin(told.within, clientId);
  });
}

const isWithin = (clientIds: readonly string[] | null, clientId: string): boolean =>
  clientIds === null || clientIds.includes(clientId);
