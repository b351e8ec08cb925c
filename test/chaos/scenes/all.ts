/** Every scene, in the order in which they are played: the clean-up comes last. */
import { AT_THE_SAME_TIME } from './at-the-same-time.ts';
import { BFF } from './bff.ts';
import { CLEAN_UP } from './clean-up.ts';
import { CONDITIONS } from './conditions.ts';
import { ENDS } from './ends.ts';
import { GRANTS } from './grants.ts';
import { INDEX_BEHIND } from './index-behind.ts';
import { LATE_COPIES } from './late-copies.ts';
import { LOOK_UPS } from './look-ups.ts';
import { LOST_ANSWERS } from './lost-answers.ts';
import { NOTIFICATIONS } from './notifications.ts';
import { REFUSALS } from './refusals.ts';
import { REGISTRATIONS } from './registrations.ts';
import { REMOVALS_OF_SID } from './removals-of-sid.ts';
import { REMOVALS_OF_SUBJECT } from './removals-of-subject.ts';
import { REPEATS } from './repeats.ts';
import { REVOKED_GRANTS } from './revoked-grants.ts';
import type { Scene } from './scene.ts';

export const SCENES: readonly Scene[] = [
  ...LOST_ANSWERS,
  ...LATE_COPIES,
  ...AT_THE_SAME_TIME,
  ...REFUSALS,
  ...REMOVALS_OF_SUBJECT,
  ...REMOVALS_OF_SID,
  ...LOOK_UPS,
  ...INDEX_BEHIND,
  ...CONDITIONS,
  ...ENDS,
  ...NOTIFICATIONS,
  ...REGISTRATIONS,
  ...REVOKED_GRANTS,
  ...REPEATS,
  ...GRANTS,
  ...BFF,
]
  .sort((a, b) => a.number - b.number)
  .concat(CLEAN_UP);
