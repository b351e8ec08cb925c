/**
 * A grant arrives at its owner (consistency.md, section 6). Inside a transaction. Guarantees: what was revoked is not stored:
 * it ends on arrival; an end mark never refuses, because consents come back.
 */
import { WINDOWS } from '../session/windows.ts';
import type { Adopted, Arrival } from './adopt.ts';
import type { SubjectContext } from './context.ts';
import type { GrantContent } from './outcome.ts';
import { creationTimeOf, isRevoked } from './revoked.ts';

export function arriveGrant(ctx: SubjectContext, arrival: Arrival, content: GrantContent): Adopted {
  const { id, home, via, seen, since, indexed, began, create } = arrival;
  const { tables } = ctx;
  const now = ctx.now();
  const { kind: _, ...fields } = content;
  const grant = { ...fields, creationTime: creationTimeOf(ctx, content, began) };
  if (isRevoked(ctx, grant) || (create !== null && now - began > WINDOWS.adopt)) {
    // Nobody else has heard of what begins here.
    if (create !== null && via === 0) return { outcome: 'ended-on-arrival' };
    const rev = ctx.tick(seen);
    tables.marks.put({ id, what: 'grant', kind: 'ended', rev, via, home, at: now, arrived: true, fenced: null });
    ctx.announce('grant', id, rev);
    ctx.alarm.cover(now + WINDOWS.mark);
    return { outcome: 'ended-on-arrival' };
  }
  const revision = ctx.tick(seen);
  tables.marks.drop(id);
  tables.grants.put({ ...grant, id, revision, home, via, since, indexedRevision: indexed ? 1 : 0 });
  ctx.announce('grant', id, revision);
  ctx.alarm.coverExpiration(ctx, grant.expiration);
  return { outcome: 'adopted', revision, creationTime: grant.creationTime, replaced: false };
}
