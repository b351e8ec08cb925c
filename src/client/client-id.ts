/** What a client id may be. Contract: "Bodies and values". Guarantees: an id that is refused here was never registered. */
import { LIMITS } from '../session/limits.ts';

/** 1 to 200 code points, well-formed, no control characters, not white space only. */
export const isClientId = (text: string): boolean =>
  text.trim() !== '' &&
  text.length <= 2 * LIMITS.clientId &&
  [...text].length <= LIMITS.clientId &&
  text.isWellFormed() &&
  !/\p{Cc}/u.test(text);
