/**
 * UpdateSession and renewals, at the owner: one transaction. Guarantees: another subject is home's decision; what changes
 * nothing in the index but times never waits for it, and yet a live session never shows as expired there.
 */
import type { Meter } from '../session/cost.ts';
import { endOf, type Lifetime } from '../session/lifetime.ts';
import type { UpdateAnswer, UpdateArgs } from './api.ts';
import { refusedBy } from './condition.ts';
import type { SubjectContext } from './context.ts';
import { replaced } from './ending.ts';
import { settled } from './finish.ts';
import { elsewhere } from './look.ts';
import { makeRoom } from './make-room.ts';
import type { SessionContent } from './outcome.ts';
import type { StoredRecord } from './record.ts';
import { clientIdsOf, takeAlong } from './take-along.ts';

export async function update(ctx: SubjectContext, args: UpdateArgs, meter: Meter): Promise<UpdateAnswer> {
  const { id, route } = args;
  const decided = await settled(ctx, route, id, meter, (here): UpdateAnswer & { waits?: boolean } => {
    if (here.kind !== 'live') return elsewhere(ctx, here);
    if (args.target !== route) return { outcome: 'home', home: here.record.home };
    const refused = refusedBy(ctx, here.record, args);
    return refused ? { outcome: refused } : replace(ctx, args, here.record);
  });
  const { waits, ...answer } = decided;
  if (answer.outcome !== 'updated' || !waits) return answer;
  if (args.wait) return { ...answer, indexed: await ctx.projection.confirmed([id], meter) };
  void ctx.projection.flush();
  return { ...answer, indexed: false };
}

function replace(ctx: SubjectContext, args: UpdateArgs, record: StoredRecord): UpdateAnswer & { waits: boolean } {
  const content = contentOf(args, record);
  const sidKept = content.sessionId === record.sessionId;
  const shown = changesWhatIsShown(record, content);
  const news = shown || isNewsToIndex(record, content);
  const indexed = timesAreSafe(ctx, record);
  const { revision, madeRoom } = ctx.write(args.route, 'update', () => {
    const room = makeRoom(ctx, record.id, content);
    const next = ctx.tick(record.revision);
    ctx.tables.records.replace(record.id, content, next, sidKept ? null : { since: ctx.now() });
    if (!sidKept) takeAlong(ctx, record, next, replaced(args.by, args.mode));
    if (news) ctx.announce('session', record.id, next);
    coverTimes(ctx, record, content);
    return { revision: next, madeRoom: room };
  });
  if (news && !shown) void ctx.projection.flush();
  return {
    outcome: 'updated',
    revision,
    created: content.created,
    absoluteExpires: content.absoluteExpires,
    replaced: madeRoom,
    indexed,
    waits: shown,
  };
}

/** A renewal keeps when the session began and when it ends for good, while subject and sid stay. */
function contentOf({ content, mode }: UpdateArgs, record: StoredRecord): SessionContent {
  if (mode === 'replace' || content.sessionId !== record.sessionId) return content;
  const { created, absoluteExpires } = record;
  const expires =
    content.expires !== null && absoluteExpires !== null ? Math.min(content.expires, absoluteExpires) : content.expires;
  return { ...content, created, absoluteExpires, expires };
}

/** Whether a list or a search would show something else; the times of a renewal may be those of an earlier one. */
function changesWhatIsShown(before: StoredRecord, after: SessionContent): boolean {
  return (
    before.sessionId !== after.sessionId ||
    before.scheme !== after.scheme ||
    before.displayName !== after.displayName ||
    before.device !== after.device ||
    before.created !== after.created ||
    before.absoluteExpires !== after.absoluteExpires ||
    before.issuer !== after.issuer ||
    clientIdsOf([before]).join('\n') !== clientIdsOf([after]).join('\n')
  );
}

/**
 * Whether the index must hear of a renewal: when the session ends earlier than the index believes, or when half of its
 * window has gone since the renewal that the index has. Smaller moves wait for the alarm.
 */
export function isNewsToIndex(
  record: Pick<StoredRecord, 'indexedEnd' | 'indexedRenewed' | 'indexedRevision'>,
  after: { readonly renewed: number; readonly expires: number | null; readonly absoluteExpires: number | null },
): boolean {
  if (record.indexedRevision === 0) return true;
  const end = endOf(after);
  if (end === null || record.indexedEnd === null) return end !== record.indexedEnd;
  if (end < record.indexedEnd) return true;
  const window = end - after.renewed;
  return end - record.indexedEnd >= window / 2;
}

/** The alarm tells the index in time, and ends the session in time. */
export function coverTimes(ctx: SubjectContext, record: StoredRecord, after: Lifetime): void {
  ctx.alarm.coverEnd(ctx, after);
  if (record.indexedEnd !== null) ctx.alarm.coverIndexedEnd(ctx, record.indexedEnd);
}

/** What a renewal that does not wait may say: `pending` where the index does not answer, or lacks an earlier change. */
export const timesAreSafe = (ctx: SubjectContext, record: StoredRecord): boolean =>
  record.indexedRevision > 0 && !ctx.projection.failing && !ctx.tables.outbox.has('session', record.id);
