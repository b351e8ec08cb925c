/** Guards of the grants (consistency.md, "Grants"). */
import { edit, mutant } from './mutant.ts';

export const GRANTS = [
  mutant(
    'store: revisions rise above the end at the owner',
    [46, 47],
    edit('subject/store-grant.ts', 'owner.revision : 0', '0 : 0'),
  ),
  mutant(
    'store: an end does not keep a key',
    [46, 47, 48],
    edit('subject/store-grant.ts', "owner?.outcome !== 'live')", 'owner === null)'),
  ),
  mutant(
    'store: ended at the yield, a new life',
    [51],
    edit(
      'subject/store-grant.ts',
      "    case 'ended-long-ago':\n      return null;",
      "    case 'ended-long-ago':\n      return { outcome: 'grant-revoked' };",
    ),
  ),
  mutant(
    'store: the target is asked before the owner lets go',
    [54],
    edit('subject/store-grant.ts', 'if (await revokedAtTarget(ctx, args, began, meter))', 'if (false as boolean)'),
  ),
  mutant(
    'arrival: what was revoked ends',
    [54, 55, 61],
    edit('subject/arrive-grant.ts', 'isRevoked(ctx, grant) ||', ''),
  ),
  mutant(
    'replace: what was revoked is refused',
    [63],
    edit('subject/store-grant.ts', 'if (isRevoked(ctx, grant)) return', 'if (false as boolean) return'),
  ),
  mutant(
    'made when it began',
    [56],
    edit('subject/arrive-grant.ts', 'creationTimeOf(ctx, content, began)', 'creationTimeOf(ctx, content, now)'),
  ),
  mutant(
    'the rule of the ended session',
    [54, 61],
    edit(
      'subject/revoked.ts',
      'if (revocations.hasEnded(sessionId, now)',
      'if (false && revocations.hasEnded(sessionId, now)',
    ),
  ),
  mutant(
    'the fence over grants',
    [57, 58],
    edit('subject/acknowledge.ts', 'fences.some((fence) => endsGrant(ctx, fence, present))', 'false'),
  ),
  mutant(
    'the fence over old tokens',
    [58],
    edit('subject/acknowledge.ts', '|| (creationTime <= fence.at && creationTime < since - ctx.margin)', ''),
  ),
  mutant(
    'what a fence ended was never stored',
    [58],
    edit('subject/store-grant.ts', 'fenced === decided.revision', 'false as boolean'),
  ),
  mutant(
    'look-up: an end is final only where home led',
    [52],
    edit('subject/look.ts', "? 'ended-long-ago' : 'absent' };", "? 'ended' : 'absent' };"),
  ),
  mutant(
    'followed: an end is final only where home led',
    [60],
    edit('subject/follow.ts', "mark.what === 'session' && inWindow", 'inWindow'),
  ),
  mutant('followed: an end is final where home led', [60], edit('subject/follow.ts', 'ledByHome || (', '(')),
  mutant(
    'If-Match where home is the owner',
    [53],
    edit('subject/store-grant.ts', '!matches(ifMatch, present.record.revision)', 'false as boolean'),
  ),
  mutant(
    'If-None-Match of a move',
    [53],
    edit('subject/store-grant.ts', "if (createOnly) return { outcome: 'revision-mismatch' };", ''),
  ),
  mutant(
    'If-Match at the yield of a grant',
    [53],
    edit('subject/yield.ts', "matches(ifMatch, revision) ? null : 'revision-mismatch'", 'null'),
  ),
  mutant(
    'the outbox row of a grant goes when it leaves',
    [64],
    edit('subject/yield.ts', "ctx.tables.outbox.drop('grant', id);", ''),
  ),
  mutant(
    'a mark knows what it was',
    [62],
    edit('subject/reindex.ts', 'ctx.announce(what, id, rev)', "ctx.announce('session', id, rev)"),
  ),
];
