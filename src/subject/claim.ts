/**
 * Work under an `Idempotency-Key` that is done elsewhere: this bucket says who does it, and remembers the answer. Guarantees:
 * one claim at a time; a claim whose holder has died is free again after a while.
 */
import { WINDOWS } from '../session/windows.ts';
import type { ClaimAnswer, ClaimArgs, SettleArgs } from './api.ts';
import type { SubjectContext } from './context.ts';
import { findKept } from './kept.ts';

/** Longer than a request runs. */
const HELD_FOR = 5 * 60_000;

export function claim(ctx: SubjectContext, { scope, bodyHash }: ClaimArgs): ClaimAnswer {
  const before = findKept(ctx, scope, bodyHash);
  if (before.outcome === 'other-body') return { outcome: 'idempotency-key-reused' };
  if (before.outcome === 'kept') return { outcome: 'kept', answer: before.answer };
  const now = ctx.now();
  const since = ctx.claims.get(scope);
  if (since !== undefined && now - since < HELD_FOR) return { outcome: 'idempotency-in-progress' };
  ctx.claims.set(scope, now);
  return { outcome: 'claimed' };
}

export function settle(ctx: SubjectContext, { route, scope, bodyHash, answer }: SettleArgs): object {
  ctx.claims.delete(scope);
  if (answer === null) return {};
  ctx.write(route, 'settle', () => {
    const now = ctx.now();
    ctx.tables.answers.keep({ scope, bodyHash, answer }, '', 0, now);
    ctx.alarm.cover(now + WINDOWS.answer);
  });
  return {};
}
