/** What rotation asks of an object (design.md, invariant 5): shapes that cross RPC. */
import type { Located } from '../index-d1/index-row.ts';
import type { Followed } from './api.ts';

/** A record in one of its revisions. */
export interface SealedRecord {
  readonly kind: 'session' | 'grant';
  readonly id: string;
  readonly revision: number;
}

/** An envelope, and what it takes to open it. */
export type SealedEnvelope =
  | (SealedRecord & {
      readonly kind: 'session';
      readonly subjectId: string;
      readonly sessionId: string;
      /** Empty for ordinary sessions. */
      readonly partition: string;
      readonly envelope: Uint8Array;
    })
  | (SealedRecord & {
      readonly kind: 'grant';
      readonly subjectId: string | null;
      readonly sessionId: string | null;
      readonly clientId: string | null;
      readonly envelope: Uint8Array;
    });

export interface SealedOtherwiseArgs {
  readonly route: string;
  /** What the index named for this object. */
  readonly located: readonly Located[];
  /** The key that should have sealed them. */
  readonly keyId: string;
  /** Of envelopes, at most; the first is always told. */
  readonly bytes: number;
}

export interface SealedOtherwise extends Followed {
  readonly envelopes: readonly SealedEnvelope[];
  /** Sealed with this key already: the index has not heard. */
  readonly sealed: readonly SealedRecord[];
  /** Ids that were left out because the byte limit was reached. */
  readonly undecided: readonly Located[];
}

export interface ResealArgs {
  readonly route: string;
  readonly items: readonly (SealedRecord & { readonly envelope: Uint8Array })[];
}

export interface Resealed {
  /** The others have changed, moved or ended meanwhile. */
  readonly resealed: readonly SealedRecord[];
}
