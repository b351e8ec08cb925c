/** The answer kept for an `Idempotency-Key`: the same body gets it again, another body is told so. */
import type { KeptFound } from './api.ts';
import type { SubjectContext } from './context.ts';

export function findKept(ctx: SubjectContext, scope: string, bodyHash: string): KeptFound {
  const row = ctx.tables.exist ? ctx.tables.answers.find(scope, ctx.now()) : null;
  if (!row) return { outcome: 'none' };
  if (row.bodyHash !== bodyHash) return { outcome: 'other-body' };
  return { outcome: 'kept', answer: row.answer, revision: row.revision, recordId: row.id };
}
