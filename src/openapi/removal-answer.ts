/** What a removal of sessions answers. */
import { toRemovalAnswer } from '../http/removal-record.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

export const removalAnswer = madeBy(toRemovalAnswer, {
  sessionsRemoved: told.count,
  tokensRevoked: told.count,
  consentsRevoked: told.count,
  otherGrantsRevoked: told.count,
  consentsOutOfReach: told.count,
  notificationsQueued: told.count,
  bffSessionsRemoved: told.count,
  dryRun: told.boolean,
  effectiveAt: told.time,
});
