/**
 * ValidateSession, in the subject's object (reference: semantics.md, section 4.4). Guarantees: every live session that matches
 * slides as by Touch, an expired one never; one that does not expire slides never and counts as valid.
 */
import { isExpired } from '../session/lifetime.ts';
import type { ValidateArgs, Validated } from './api.ts';
import type { SubjectContext } from './context.ts';
import { slideRecord } from './touch.ts';

export function validate(ctx: SubjectContext, { route, sessionId }: ValidateArgs): Validated {
  if (!ctx.tables.exist) return { valid: false, expires: null };
  const { records } = ctx.tables;
  const ends: (number | null)[] = [];
  // One at a time: a subject may have many megabytes of envelopes.
  for (const { id } of records.ofSubject('', sessionId)) {
    const record = records.get(id);
    if (record && !isExpired(record, ctx.now())) ends.push(slideRecord(ctx, route, record).session.expires);
  }
  const endless = ends.length === 0 || ends.includes(null);
  return { valid: ends.length > 0, expires: endless ? null : Math.max(...ends.map((end) => end ?? 0)) };
}
