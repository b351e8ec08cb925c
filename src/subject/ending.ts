/**
 * What an end takes along: the rows of the contract's table, as values that can be stored with what is still to arrive.
 */
import type { Fence } from '../index-d1/index-row.ts';
import { type By, type EndReason, SYSTEM } from '../session/ending.ts';
import { isExpired, type Lifetime } from '../session/lifetime.ts';
import type { SubjectContext } from './context.ts';

export interface Ending extends By {
  readonly reason: EndReason;
  /** Which clients of the session's list hear of it. */
  readonly told: 'none' | 'coordinated' | { readonly within: readonly string[] | null };
  /** Which token grants of the session's subject and sid go with it. */
  readonly tokens: 'none' | 'coordinated' | 'all';
}

const EVERYONE = { within: null };

/** DeleteSession, DeleteSessions: the session and nothing else. */
export const deleted = (by: By): Ending => ({ ...by, reason: 'terminated', told: 'none', tokens: 'none' });

/** RemoveAsync, ProcessLogout. */
export const signedOut = (by: By): Ending => ({ ...by, reason: 'user_logout', told: EVERYONE, tokens: 'coordinated' });

export const evicted = (by: By): Ending => ({ ...by, reason: 'limit', told: EVERYONE, tokens: 'coordinated' });

/** An update to another subject or sid; of a renewal, the old session's token grants go. */
export const replaced = (by: By, mode: 'replace' | 'renew'): Ending => ({
  ...by,
  reason: 'replaced',
  told: 'none',
  tokens: mode === 'renew' ? 'all' : 'none',
});

export const expired = (ctx: SubjectContext, by: By = SYSTEM): Ending => ({
  ...by,
  reason: 'expired',
  told: ctx.ports.policy.expiryTellsAll ? EVERYONE : 'coordinated',
  tokens: 'coordinated',
});

/** RemoveAsync of a session that has expired is its expiry. */
export const signedOutOrExpired = (ctx: SubjectContext, session: Lifetime, by: By): Ending =>
  isExpired(session, ctx.now()) ? expired(ctx, by) : signedOut(by);

/** RemoveSessions: who is told by its flags; grants go by their own selection. */
export const removed = (
  by: By,
  { reason, notify, clientIds }: { reason: EndReason; notify: boolean; clientIds: readonly string[] | null },
): Ending => ({ ...by, reason, told: notify ? { within: clientIds } : 'none', tokens: 'none' });

/** A removal by sid that the index could not name this session for. */
export const fenced = ({ actor, onBehalfOf, reason, notify, clients }: Fence): Ending =>
  removed({ actor, onBehalfOf }, { reason, notify, clientIds: clients });
