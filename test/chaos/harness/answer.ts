/** What a caller of the store names, writes, asks and hears. `lost`: no answer, so nobody knows whether it happened. */
import type { RemovalAnswer } from '../../../src/management/session-management.ts';

/** A key with what follows from it. */
export interface Named {
  readonly key: string;
  readonly id: string;
  readonly home: string;
}

export interface Written {
  readonly subject: string;
  readonly sid: string;
  /** What tells one writing from another. */
  readonly value: string;
  readonly expires?: number | null;
  /** Clients of the ticket, by their ids. */
  readonly clients?: readonly string[];
}

/** A grant, as a caller names it. */
export interface Granted {
  readonly key: string;
  readonly type: string;
  readonly subject: string | null;
  readonly sid: string | null;
  readonly client: string | null;
  readonly data: string;
  readonly creationTime?: number | null;
  readonly expiration?: number | null;
}

export interface Asked {
  /** A subject whose object is asked first. */
  readonly guess?: string | undefined;
  readonly ifMatch?: readonly number[] | undefined;
  /** `Prefer: respond-async`. */
  readonly respondAsync?: boolean;
}

export type Answer =
  | {
      readonly outcome: 'found';
      readonly subject: string;
      readonly sid: string;
      readonly value: string;
      readonly revision: number;
      readonly expires: number | null;
    }
  | { readonly outcome: 'created' | 'updated'; readonly indexed: boolean; readonly revision: number }
  | { readonly outcome: 'touched' | 'deleted' | 'absent'; readonly indexed: boolean }
  | {
      readonly outcome:
        | 'lost'
        | 'expired'
        | 'session-not-found'
        | 'session-ended'
        | 'key-taken'
        | 'idempotency-in-progress'
        | 'idempotency-key-reused'
        | 'session-limit'
        | 'revision-mismatch';
    };

/** What RemoveSessions and ProcessLogout answered. */
export type Removed =
  | {
      readonly outcome: 'removed';
      readonly answer: RemovalAnswer;
      readonly indexed: boolean;
      readonly replayed: boolean;
    }
  | { readonly outcome: 'lost' | 'filter-required' | 'idempotency-in-progress' | 'idempotency-key-reused' };

export interface Swept {
  readonly outcome: 'deleted' | 'lost';
  readonly deleted: number;
}
