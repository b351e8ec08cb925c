/** What stands in the way of a change to a record that is here: a condition that is not met, or an end that has come. */
import { isExpired } from '../session/lifetime.ts';
import type { Condition } from './api.ts';
import type { SubjectContext } from './context.ts';
import type { StoredRecord } from './record.ts';

/** `If-Match`: one of these revisions is the present one. */
export const matches = (condition: Condition, revision: number): boolean =>
  condition === null || condition === '*' || condition.includes(revision);

export function refusedBy(
  ctx: SubjectContext,
  record: StoredRecord,
  { ifMatch, mode }: { readonly ifMatch: Condition; readonly mode: 'replace' | 'renew' },
): 'revision-mismatch' | 'ended' | null {
  if (mode === 'renew' && isExpired(record, ctx.now())) return 'ended';
  return matches(ifMatch, record.revision) ? null : 'revision-mismatch';
}
