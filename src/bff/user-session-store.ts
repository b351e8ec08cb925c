/**
 * `IUserSessionStore` and `IUserSessionStoreCleanup` as the rest of the system calls them. Guarantees: every outcome
 * is a value; a fault (storage out of reach) is `StorageUnavailable`. Partitions see nothing of each other, nor of
 * ordinary sessions; in each, a key has one session, and so has a subject with a sid. Callers validate shapes and
 * limits before they call.
 */
import type { SessionFilter } from '../session/session-filter.ts';
import type { DeleteManyOutcome, DeleteOutcome, ReadOptions, WriteOptions } from '../session/session-store.ts';
import type { BffSession, BffSessionUpdate, KeptBffSession, ListedBffSession, NewBffSession } from './bff-session.ts';

export type CreateBffOutcome =
  /** `replaced`: the session that had this subject and sid has ended, or the one of this key is another now. */
  | {
      readonly outcome: 'created';
      readonly session: KeptBffSession;
      readonly replaced: boolean;
      readonly indexed: boolean;
    }
  /** `key-taken`: by a session of another subject or sid. */
  | { readonly outcome: 'key-taken' | 'session-ended' };

export type GetBffOutcome =
  | { readonly outcome: 'found'; readonly session: BffSession }
  | { readonly outcome: 'session-not-found' };

export type UpdateBffOutcome =
  | {
      readonly outcome: 'updated';
      readonly session: BffSession;
      readonly replaced: boolean;
      readonly indexed: boolean;
    }
  | { readonly outcome: 'session-not-found' | 'session-ended' | 'revision-mismatch' };

export type FindBffOutcome =
  | { readonly outcome: 'found'; readonly sessions: readonly ListedBffSession[]; readonly resultsToken: string | null }
  | { readonly outcome: 'filter-required' | 'results-token-invalid' };

export interface UserSessionStore {
  create(partition: string, session: NewBffSession, options?: WriteOptions): Promise<CreateBffOutcome>;
  /** Also when expired. `session-not-found` also where the envelope does not open. */
  get(partition: string, key: string, options?: ReadOptions): Promise<GetBffOutcome>;
  update(partition: string, key: string, update: BffSessionUpdate, options?: WriteOptions): Promise<UpdateBffOutcome>;
  delete(partition: string, key: string, options?: WriteOptions): Promise<DeleteOutcome>;
  /** Exact, AND, expired included, by created; at most 1,000 records or 8 MiB, then a token. */
  find(partition: string, filter: SessionFilter, resultsToken?: string | null): Promise<FindBffOutcome>;
  deleteAll(partition: string, filter: SessionFilter, options?: WriteOptions): Promise<DeleteManyOutcome>;
  /** Of all partitions, at most 1,000; each is counted to exactly one caller. */
  removeExpired(): Promise<number>;
}
