/**
 * Whether a grant was revoked before it came (contract, "What was revoked stays revoked"). Guarantees: for 24 h nobody stores
 * a grant of a subject and sid of which a session has ended and none lives, nor one that a removal would have taken.
 */
import { kindOf } from '../grant/grant.ts';
import type { SubjectContext } from './context.ts';
import type { GrantNames, GrantRevokedArgs } from './grant-api.ts';
import type { GrantContent } from './outcome.ts';
import type { Revocation } from './revocation-table.ts';

interface Named extends GrantNames {
  readonly creationTime: number;
}

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

/**
 * When a grant was made. One that does not say so is made when its storing begins: after every removal that was here before
 * it, or did not come clearly later (clocks), and before those that did.
 */
export function creationTimeOf(
  ctx: SubjectContext,
  { creationTime }: Pick<GrantContent, 'creationTime'>,
  began: number,
): number {
  if (creationTime !== null) return creationTime;
  const before = ctx.tables.revocations.within(ctx.now()).filter(({ at }) => at < began + ctx.margin);
  return Math.max(began, ...before.map(({ at }) => at + 1));
}

/** At the target, before a grant is taken from the owner that it has: what would be refused as it arrives loses nothing. */
export const grantRevoked = (
  ctx: SubjectContext,
  { grant, began }: GrantRevokedArgs,
): { readonly revoked: boolean } => ({
  revoked: ctx.tables.exist && isRevoked(ctx, { ...grant, creationTime: creationTimeOf(ctx, grant, began) }),
});
