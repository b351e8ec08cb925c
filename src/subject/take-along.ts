/**
 * What goes with a session that ends here (contract, "What an end takes along"): its entry in history, the notifications of
 * its clients, token grants of its subject and sid; and the memory that its sid has ended. Inside the transaction that ends
 * it. Guarantees: one entry for each end, one delivery for each session and client that is told.
 *
 * Sessions of a partition (BFF) have none of these.
 */
import { isCoordinated } from '../client/coordinated.ts';
import { TOKEN_TYPES } from '../grant/grant.ts';
import { WINDOWS } from '../session/windows.ts';
import type { SubjectContext } from './context.ts';
import { endGrant } from './end-grant.ts';
import type { Ending } from './ending.ts';
import { notify } from './notify.ts';
import type { Endable } from './record.ts';
import { NOTHING, type Taken } from './taken.ts';

/** `rev`: the revision of the end. */
export function takeAlong(ctx: SubjectContext, session: Endable, rev: number, ending: Ending): Taken {
  if (session.partition !== '') return NOTHING;
  const now = ctx.now();
  const { id, subjectId, sessionId, displayName, device, created } = session;
  const { reason, actor, onBehalfOf } = ending;
  const entry = { id, subjectId, sessionId, displayName, device, created, ended: now, reason, actor, onBehalfOf };
  ctx.enter({ ...entry, revision: rev });
  ctx.tables.revocations.sessionEnded(sessionId, now);
  ctx.alarm.cover(now + WINDOWS.mark);
  ctx.registrations.keep();
  return { notified: notify(ctx, session, rev, ending), grants: endTokens(ctx, session, ending) };
}

/** All clients of some sessions: an end asks about them first. */
export const clientIdsOf = (sessions: readonly Pick<Endable, 'clients'>[]): string[] =>
  sessions.flatMap(({ clients }) => clients.map(({ clientId }) => clientId));

function endTokens(ctx: SubjectContext, { sessionId, clients }: Endable, { tokens }: Ending): readonly string[] {
  if (tokens === 'none') return [];
  const { registrations, ports } = ctx;
  const coordinated = clients
    .map(({ clientId }) => clientId)
    .filter((clientId) => isCoordinated(registrations.of(clientId) ?? null, ports.policy.coordinateByDefault));
  const clientIds = tokens === 'all' ? null : coordinated;
  if (clientIds?.length === 0) return [];
  const selection = { sessionId, clientIds, types: TOKEN_TYPES, grantId: null, lookup: null };
  const grants = ctx.tables.grants.select(selection);
  for (const grant of grants) endGrant(ctx, grant);
  return grants.map(({ id }) => id);
}
