/**
 * What a failed D1 call means. Guarantees: D1's messages are read here and nowhere else, and every failure leaves as
 * `StorageUnavailable`. All failures are ambiguous: a write that failed may have happened, or may happen late.
 *
 * Sources: Cloudflare's "Debug D1" and "Retry queries".
 */
import { StorageUnavailable } from '../session/session-store.ts';

export type D1FailureKind =
  /** Transient: the same read may be sent again at once. */
  | 'retryable'
  /** Too much work queued or asked for: sending again at once makes it worse. */
  | 'overload'
  | 'other';

const RETRYABLE = [
  'Network connection lost',
  'storage caused object to be reset',
  'reset because its code was updated',
  'Cannot resolve D1 DB due to transient issue',
  'D1 DB reset because',
] as const;

/** Tested first: "D1 DB reset because it exceeded its CPU time limit" is no reason to ask again. */
const OVERLOAD = ['overloaded', 'Too many requests queued', 'exceeded', 'timeout', 'timed out'] as const;

export function d1FailureKind(fault: unknown): D1FailureKind {
  const message = fault instanceof Error ? fault.message : String(fault);
  if (OVERLOAD.some((part) => message.includes(part))) return 'overload';
  return RETRYABLE.some((part) => message.includes(part)) ? 'retryable' : 'other';
}

const RETRY_AFTER_SECONDS = { retryable: 1, other: 2, overload: 10 } as const;

/** The fault that leaves this folder. `write`: whether something may have been stored. */
export function indexUnavailable(fault: unknown, write: boolean): StorageUnavailable {
  const kind = d1FailureKind(fault);
  return new StorageUnavailable(`The index did not answer (${kind})`, {
    mayHaveBeenStored: write,
    retryAfter: RETRY_AFTER_SECONDS[kind],
    cause: fault,
  });
}
