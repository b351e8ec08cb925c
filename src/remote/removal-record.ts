/** The counts of a removal on the wire. Contract: "Session management", RemoveSessions. */
import type { RemovalAnswer } from '../management/session-management.ts';
import { timed } from './times.ts';

export const removalAnswerOf = (json: unknown): RemovalAnswer => timed<RemovalAnswer>(json, ['effectiveAt']);
