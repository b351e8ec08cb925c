/**
 * A create on a key that lives here already (contract, "BFF sessions"). Guarantees: in a partition the session of the
 * same subject and sid is replaced as a whole, in one transaction; a key of another subject or sid, and of no
 * partition, is taken.
 */
import type { Meter } from '../session/cost.ts';
import type { ReplaceOwnAnswer, ReplaceOwnArgs } from './api.ts';
import type { SubjectContext } from './context.ts';
import { settled } from './finish.ts';
import { elsewhere } from './look.ts';
import type { SessionContent } from './outcome.ts';
import type { StoredRecord } from './record.ts';
import { confirmed } from './remove-of-subject.ts';

/** Where home is another object. */
export async function replaceOwn(
  ctx: SubjectContext,
  { id, route, content, wait }: ReplaceOwnArgs,
  meter: Meter,
): Promise<ReplaceOwnAnswer> {
  const answer = await settled(ctx, route, id, meter, (here): ReplaceOwnAnswer => {
    if (here.kind !== 'live') return elsewhere(ctx, here);
    const revision = takePlace(ctx, route, here.record, content);
    return revision === null ? { outcome: 'key-taken' } : { outcome: 'replaced', revision, indexed: false };
  });
  return answer.outcome === 'replaced' ? { ...answer, indexed: await confirmed(ctx, [id], wait, meter) } : answer;
}

/** One turn. The new revision; null: the key is taken. */
export function takePlace(
  ctx: SubjectContext,
  route: string,
  record: StoredRecord,
  content: SessionContent,
): number | null {
  const isOwn = record.subjectId === content.subjectId && record.sessionId === content.sessionId;
  if (content.partition === '' || !isOwn) return null;
  return ctx.write(route, 'replace-own', () => {
    const revision = ctx.tick(record.revision);
    // A new session: removals that came before it are not held against it.
    ctx.tables.records.replace(record.id, content, revision, { since: ctx.now() });
    ctx.announce('session', record.id, revision);
    ctx.alarm.coverEnd(ctx, content);
    return revision;
  });
}
