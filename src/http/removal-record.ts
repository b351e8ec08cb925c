/**
 * What a removal of sessions is asked for, and what it answers. Contract: "Session management", RemoveSessions.
 * Guarantees: what a caller leaves out is the contract's default; a list that is empty is refused, because it could mean
 * all as well as none.
 */
import * as v from 'valibot';
import type { Removal, RemovalAnswer } from '../management/session-management.ts';
import { LIMITS } from '../session/limits.ts';
import { exactFilters } from './session-query.ts';
import { nameList } from './text.ts';
import { formatTime } from './time.ts';

const flag = (fallback: boolean) => v.nullish(v.boolean('must be true or false'), fallback);
const names = (max: number) => v.nullish(nameList(max), null);

/** Ids are any texts: one that cannot exist matches nothing. */
export const removal: v.GenericSchema<unknown, Removal> = v.strictObject(
  {
    ...exactFilters,
    ids: names(LIMITS.key),
    clientIds: names(LIMITS.clientId),
    removeServerSideSession: flag(true),
    sendBackchannelLogoutNotification: flag(true),
    revokeTokens: flag(true),
    revokeConsents: flag(true),
    exceptSessionIds: names(LIMITS.sessionId),
    bffPartitions: names(LIMITS.partition),
    reason: v.nullish(v.picklist(['terminated', 'user_logout'], 'must be terminated or user_logout'), 'terminated'),
    dryRun: flag(false),
  },
  'must be a JSON object',
);

/** The answer in the order of the contract. */
export const toRemovalAnswer = (answer: RemovalAnswer) => ({
  sessionsRemoved: answer.sessionsRemoved,
  tokensRevoked: answer.tokensRevoked,
  consentsRevoked: answer.consentsRevoked,
  otherGrantsRevoked: answer.otherGrantsRevoked,
  consentsOutOfReach: answer.consentsOutOfReach,
  notificationsQueued: answer.notificationsQueued,
  bffSessionsRemoved: answer.bffSessionsRemoved,
  dryRun: answer.dryRun,
  effectiveAt: formatTime(answer.effectiveAt),
});
