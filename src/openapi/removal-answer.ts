/** What a removal of sessions answers. */
import * as v from 'valibot';
import { toRemovalAnswer } from '../http/removal-record.ts';
import { told as examples } from './examples.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

export const removalAnswer = v.pipe(
  madeBy(toRemovalAnswer, {
    sessionsRemoved: told.count,
    tokensRevoked: told.count,
    consentsRevoked: told.count,
    otherGrantsRevoked: told.count,
    consentsOutOfReach: told.count,
    notificationsQueued: told.count,
    bffSessionsRemoved: told.count,
    dryRun: told.boolean,
    effectiveAt: told.time,
  }),
  v.examples([examples.removalAnswer]),
);
