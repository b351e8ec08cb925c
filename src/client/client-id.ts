/** What a client id may be. Contract: "Bodies and values". Guarantees: an id that is refused here was never registered. */
import { LIMITS } from '../session/limits.ts';
import { isName } from '../session/name.ts';

export const isClientId = (text: string): boolean => isName(text, LIMITS.clientId);
