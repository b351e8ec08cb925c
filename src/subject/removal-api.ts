/** The calls that end many sessions of an object (RPC): as `api.ts`, whose interface has them. */
import type { Located } from '../index-d1/index-row.ts';
import type { By, EndReason } from '../session/ending.ts';

export interface RemoveOfSubjectArgs {
  readonly route: string;
  readonly partition: string;
  /** null: all of the subject. */
  readonly sessionId: string | null;
  readonly by: By;
  /** `sign-out`: as ProcessLogout. */
  readonly mode: 'delete' | 'sign-out';
  readonly wait: boolean;
}

export interface RemoveOfSidArgs {
  readonly route: string;
  readonly partition: string;
  readonly sessionId: string;
  /** What the index named for this object: found here, or followed. */
  readonly ids: readonly Located[];
  readonly by: By;
  readonly wait: boolean;
}

export interface Followed {
  /** Ids that are not here, and where to ask next. */
  readonly elsewhere: readonly Located[];
}

export interface RemovedMany extends Followed {
  readonly removed: number;
  readonly indexed: boolean;
}

export interface RemovedOfSubject {
  readonly removed: number;
  /** What went along. */
  readonly tokensRevoked: number;
  readonly notificationsQueued: number;
  /** The transaction. */
  readonly at: number;
  readonly indexed: boolean;
}

/** RemoveSessions in one object. */
export interface RemoveSessionsArgs {
  readonly route: string;
  /** Whether the filter names this object's subject: then what is still to arrive ends too. */
  readonly ofSubject: boolean;
  readonly sessionId: string | null;
  /** Public ids of sessions. */
  readonly ids: readonly string[] | null;
  /** What the index named for this object: found here, or followed. */
  readonly located: readonly Located[];
  readonly clientIds: readonly string[] | null;
  readonly removeSessions: boolean;
  readonly notify: boolean;
  readonly revokeTokens: boolean;
  readonly revokeConsents: boolean;
  readonly exceptSessionIds: readonly string[];
  readonly partitions: readonly string[];
  readonly reason: EndReason;
  readonly by: By;
  readonly dryRun: boolean;
  /** Scope and body of an `Idempotency-Key` that this object remembers. */
  readonly kept: { readonly scope: string; readonly bodyHash: string } | null;
  readonly wait: boolean;
}

export interface SessionsRemoved {
  readonly sessionsRemoved: number;
  readonly tokensRevoked: number;
  readonly consentsRevoked: number;
  readonly otherGrantsRevoked: number;
  readonly consentsOutOfReach: number;
  readonly notificationsQueued: number;
  readonly bffSessionsRemoved: number;
}

export type RemoveSessionsAnswer =
  | (Followed & {
      readonly outcome: 'removed';
      readonly counts: SessionsRemoved;
      readonly at: number;
      readonly indexed: boolean;
      readonly replayed: boolean;
    })
  | { readonly outcome: 'idempotency-in-progress' | 'idempotency-key-reused' };
