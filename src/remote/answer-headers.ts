/** What the headers of an answer say of a change. Contract: "Answers". */
import type { RemoteAnswer } from './exchange.ts';

/** Of one record, where its JSON does not say; also of a tag that somebody in between has made a weak one. */
export const revisionOf = ({ header }: RemoteAnswer): number => Number(/"(\d+)"$/.exec(header('ETag') ?? '')?.[1]);
export const indexedOf = ({ header }: RemoteAnswer) => ({ indexed: header('Session-Index') !== 'pending' });
export const replayedOf = ({ header }: RemoteAnswer) => ({ replayed: header('Idempotency-Replayed') === 'true' });
/** Of a DELETE: the outcome where something was there, or `absent`. */
export const unlessAbsent = <T extends string>({ header }: RemoteAnswer, outcome: T): T | 'absent' =>
  header('Already-Absent') === 'true' ? 'absent' : outcome;
