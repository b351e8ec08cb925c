/** What a partition may be. Contract: "Bodies and values". Guarantees: nothing was ever stored in one that is refused here. */
import { LIMITS } from '../session/limits.ts';
import { isName } from '../session/name.ts';

export const isPartition = (text: string): boolean => isName(text, LIMITS.partition);
