/**
 * Whether a grant was revoked before it came (contract, "What was revoked stays revoked"). Guarantees: for 24 h nobody stores
 * a grant of a subject and sid of which a session has ended and none lives, nor one that a removal would have taken.
 */
import { type GrantFields, kindOf } from '../grant/grant.ts';
import type { SubjectContext } from './context.ts';
import type { GrantContent } from './outcome.ts';
import type { Revocation } from './revocation-table.ts';

type Named = Pick<GrantFields, 'type' | 'subjectId' | 'sessionId' | 'clientId' | 'creationTime'>;

export function isRevoked(ctx: SubjectContext, grant: Named): boolean {
  const { revocations, records } = ctx.tables;
  const now = ctx.now();
  const { sessionId, subjectId } = grant;
  if (subjectId !== null && sessionId !== null) {
    if (revocations.hasEnded(sessionId, now) && !records.livesWithSid(sessionId, now)) return true;
  }
  return revocations.within(now).some((revocation) => takes(revocation, grant) && grant.creationTime <= revocation.at);
}

/** Whether a removal takes a grant of this kind. */
function takes(revocation: Revocation, { type, sessionId, clientId }: Named): boolean {
  const { kinds, sessionIds, clientIds, exceptSessionIds } = revocation;
  return (
    kinds.includes(kindOf(type)) &&
    (sessionIds === null || (sessionId !== null && sessionIds.includes(sessionId))) &&
    (clientIds === null || (clientId !== null && clientIds.includes(clientId))) &&
    !(sessionId !== null && exceptSessionIds.includes(sessionId))
  );
}

/** A grant that does not say when it was made is made now, after every removal that was here before it. */
export function creationTimeOf(ctx: SubjectContext, { creationTime }: GrantContent): number {
  if (creationTime !== null) return creationTime;
  const now = ctx.now();
  return Math.max(now, ...ctx.tables.revocations.within(now).map(({ at }) => at + 1));
}
