/**
 * `IPersistedGrantStore` as the rest of the system calls it. Guarantees: every outcome is a value; a fault (storage out of
 * reach) is `StorageUnavailable`. Callers validate shapes and limits before they call.
 */
import type { ReadOptions, WriteOptions } from '../session/session-store.ts';
import type { Grant, NewGrant } from './grant.ts';

/** Exact, AND across, OR within a list; null: not set. A list is not empty. At least one is set. */
export interface GrantFilter {
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly clientIds: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly grantId: string | null;
  readonly lookup: string | null;
}

export interface StoreGrantOptions extends WriteOptions {
  /** `If-None-Match: *`: create only. */
  readonly createOnly?: boolean | undefined;
}

export interface RemoveGrantOptions extends WriteOptions {
  /** `Prefer: return=representation`: the grant is handed to exactly one caller. */
  readonly representation?: boolean | undefined;
}

export type StoreGrantOutcome =
  | { readonly outcome: 'created' | 'replaced'; readonly grant: Grant; readonly indexed: boolean }
  | { readonly outcome: 'grant-revoked' | 'revision-mismatch' };

export type GetGrantOutcome =
  | { readonly outcome: 'found'; readonly grant: Grant }
  | { readonly outcome: 'grant-not-found' };

export type RemoveGrantOutcome =
  /** `grant`: where the representation was asked for and its envelope opens; else null. */
  | { readonly outcome: 'removed'; readonly grant: Grant | null; readonly indexed: boolean }
  /** It was not there, or somebody else removed it. */
  | { readonly outcome: 'absent'; readonly indexed: boolean }
  | { readonly outcome: 'revision-mismatch' };

export type FindGrantsOutcome =
  | { readonly outcome: 'found'; readonly grants: readonly Grant[]; readonly resultsToken: string | null }
  | { readonly outcome: 'filter-required' | 'results-token-invalid' };

export type RemoveGrantsOutcome =
  | { readonly outcome: 'deleted'; readonly deleted: number; readonly indexed: boolean }
  | { readonly outcome: 'filter-required' };

export interface GrantStore {
  /** Upsert by key. `If-Match` counts for nothing where there is no grant. */
  store(grant: NewGrant, options?: StoreGrantOptions): Promise<StoreGrantOutcome>;
  /** Also when it has expired or was consumed. */
  get(key: string, options?: ReadOptions): Promise<GetGrantOutcome>;
  remove(key: string, options?: RemoveGrantOptions): Promise<RemoveGrantOutcome>;
  /** At most 1,000 grants or 8 MiB, then a token. */
  find(filter: GrantFilter, resultsToken?: string | null): Promise<FindGrantsOutcome>;
  removeAll(filter: GrantFilter, options?: WriteOptions): Promise<RemoveGrantsOutcome>;
}
