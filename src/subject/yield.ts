/**
 * Home takes a record from its owner (consistency.md, "Yield at O"). One turn. Guarantees: only the stay that home names is
 * taken, and asking again gives the same answer.
 */
import { WINDOWS } from '../session/windows.ts';
import type { YieldAnswer, YieldArgs } from './api.ts';
import { matches, refusedBy } from './condition.ts';
import type { SubjectContext } from './context.ts';
import { replaced } from './ending.ts';
import type { HeldGrant } from './grant-table.ts';
import { inWindow, look } from './look.ts';
import type { StoredRecord } from './record.ts';
import { takeAlong } from './take-along.ts';

export function yieldRecord(ctx: SubjectContext, args: YieldArgs): YieldAnswer {
  const here = look(ctx, args.id);
  if (here.kind === 'mark' && here.mark.via === args.via) {
    const { mark } = here;
    if (mark.kind === 'left') return { outcome: 'yielded', revision: mark.rev, travelling: mark.travelling };
    if (mark.kind === 'ended') return { outcome: 'ended', inWindow: inWindow(ctx, mark) };
  }
  if ((here.kind !== 'live' && here.kind !== 'grant') || here.record.via !== args.via) return { outcome: 'other-stay' };
  const { record } = here;
  const refused = here.kind === 'live' ? refusedBy(ctx, here.record, args) : refusedGrant(here.record, args);
  if (refused === 'ended') return { outcome: 'ended', inWindow: true };
  if (refused) return { outcome: refused };
  const { id, home, via, sessionId, since, indexedRevision } = record;
  const travelling = { sessionId, since, indexed: indexedRevision > 0 };
  const revision = ctx.write(args.route, 'yield', () => {
    const now = ctx.now();
    const rev = ctx.tick(record.revision);
    if (here.kind === 'live') letGo(ctx, here.record, rev, args);
    else letGrantGo(ctx, here.record);
    const what = here.kind === 'live' ? 'session' : 'grant';
    ctx.tables.marks.put({ id, what, kind: 'left', rev, via, home, at: now, travelling });
    ctx.alarm.cover(now + WINDOWS.mark);
    return rev;
  });
  return { outcome: 'yielded', revision, travelling };
}

const refusedGrant = ({ revision }: HeldGrant, { ifMatch }: YieldArgs): 'revision-mismatch' | null =>
  matches(ifMatch, revision) ? null : 'revision-mismatch';

/** The session goes to another subject: here it has ended. Inside a transaction. */
export function letGo(
  ctx: SubjectContext,
  record: StoredRecord,
  rev: number,
  { by, mode }: Pick<YieldArgs, 'by' | 'mode'>,
): void {
  ctx.tables.records.delete(record.id);
  ctx.tables.outbox.drop('session', record.id);
  takeAlong(ctx, record, rev, replaced(by, mode));
}

export function letGrantGo(ctx: SubjectContext, { id }: HeldGrant): void {
  ctx.tables.grants.delete(id);
  ctx.tables.outbox.drop('grant', id);
}
