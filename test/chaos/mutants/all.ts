/** Every guard of consistency.md, section 4, but the stored route: the builds in use know the name after every wake-up. */
import { BFF } from './bff.ts';
import { ENDS } from './ends.ts';
import { GRANTS } from './grants.ts';
import { HOME } from './home.ts';
import { INDEX_AND_LOOK_UP } from './index-and-look-up.ts';
import type { Mutant } from './mutant.ts';
import { NOTIFICATIONS } from './notifications.ts';
import { OWNER } from './owner.ts';
import { REMOVAL } from './removal.ts';

export const MUTANTS: readonly Mutant[] = [
  ...HOME,
  ...OWNER,
  ...REMOVAL,
  ...INDEX_AND_LOOK_UP,
  ...GRANTS,
  ...ENDS,
  ...NOTIFICATIONS,
  ...BFF,
];
