/** What a partition may be. Contract: "Bodies and values". Guarantees: in one that is refused here, nothing was ever stored. */
import { LIMITS } from '../session/limits.ts';

/** 1 to 200 code points, well-formed, no control characters, not white space only. */
export const isPartition = (text: string): boolean =>
  text.trim() !== '' &&
  text.length <= 2 * LIMITS.partition &&
  [...text].length <= LIMITS.partition &&
  text.isWellFormed() &&
  !/\p{Cc}/u.test(text);
