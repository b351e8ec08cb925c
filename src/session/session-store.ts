/**
 * `IServerSideSessionStore`: the eight operations, with every outcome as a value. Implemented by `edge-store.ts` (real)
 * and `memory-store.ts` (tests, adopters); one contract suite holds both to the same behaviour.
 *
 * A fault (storage out of reach) is the exception `StorageUnavailable`; nothing else is thrown for a well-formed call.
 * Callers validate shapes and limits (`LIMITS`) before they call.
 */
import type { NewSession, ServerSideSession, SessionSummary, SessionUpdate } from './server-side-session.ts';
import type { QueryResult, SessionFilter, SessionQuery } from './session-filter.ts';

export interface ReadOptions {
  /** The subject the caller believes the session to have: a routing hint, a wrong one changes no outcome. */
  readonly subjectHint?: string | undefined;
}

export interface WriteOptions extends ReadOptions {
  /** Revisions of which one must be the present one, or `*` for any. Absent: no condition. */
  readonly ifMatch?: readonly number[] | '*' | undefined;
  /** `Prefer: respond-async`: do not wait for the index. */
  readonly respondAsync?: boolean | undefined;
}

/** `Idempotency-Key`: within 24 h a repeat gives the first answer. */
export interface Idempotency {
  /** Who and where: the name of the API token and the path. The subject is added by the store. */
  readonly scope: string;
  readonly key: string;
  /** SHA-256 of the request body, base64url. */
  readonly bodyHash: string;
}

export interface CreateOptions extends WriteOptions {
  readonly idempotency?: Idempotency | undefined;
}

/** `indexed: false` is `Session-Index: pending`: queries may not show the change yet; it follows by itself. */
export type CreateOutcome =
  | {
      readonly outcome: 'created';
      readonly session: ServerSideSession;
      readonly indexed: boolean;
      readonly replayed: boolean;
    }
  | {
      readonly outcome:
        | 'key-taken'
        | 'session-limit'
        | 'session-ended'
        | 'idempotency-in-progress'
        | 'idempotency-key-reused';
    };

export type GetOutcome =
  | { readonly outcome: 'found'; readonly session: ServerSideSession }
  | { readonly outcome: 'session-not-found' };

export type UpdateOutcome =
  | { readonly outcome: 'updated'; readonly session: ServerSideSession; readonly indexed: boolean }
  | { readonly outcome: 'session-not-found' | 'session-ended' | 'revision-mismatch' };

export type DeleteOutcome =
  | { readonly outcome: 'deleted'; readonly indexed: boolean }
  | { readonly outcome: 'absent'; readonly indexed: boolean }
  | { readonly outcome: 'revision-mismatch' };

export type FindOutcome =
  | { readonly outcome: 'found'; readonly sessions: readonly ServerSideSession[]; readonly resultsToken: string | null }
  | { readonly outcome: 'filter-required' | 'results-token-invalid' };

export type DeleteManyOutcome =
  | { readonly outcome: 'deleted'; readonly deleted: number; readonly indexed: boolean }
  | { readonly outcome: 'filter-required' };

export type QueryOutcome =
  | { readonly outcome: 'page'; readonly page: QueryResult<ServerSideSession>; readonly fields: 'full' }
  | { readonly outcome: 'page'; readonly page: QueryResult<SessionSummary>; readonly fields: 'summary' }
  | { readonly outcome: 'results-token-invalid' };

export type SummaryOutcome =
  | { readonly outcome: 'found'; readonly session: SessionSummary }
  | { readonly outcome: 'session-not-found' };

export interface ServerSideSessionStore {
  createSession(session: NewSession, options?: CreateOptions): Promise<CreateOutcome>;
  /** Also when expired: this is the raw store. `session-not-found` also where the envelope does not open. */
  getSession(key: string, options?: ReadOptions): Promise<GetOutcome>;
  updateSession(key: string, update: SessionUpdate, options?: WriteOptions): Promise<UpdateOutcome>;
  deleteSession(key: string, options?: WriteOptions): Promise<DeleteOutcome>;
  /** Exact, AND, expired included, by created, then id; at most 1,000 records or 8 MiB, then a token. */
  getSessions(filter: SessionFilter, resultsToken?: string | null): Promise<FindOutcome>;
  deleteSessions(filter: SessionFilter, options?: WriteOptions): Promise<DeleteManyOutcome>;
  /** Each expired record is handed to exactly one caller. `count` 1 to 1000. */
  getAndRemoveExpiredSessions(count: number): Promise<readonly ServerSideSession[]>;
  querySessions(query: SessionQuery): Promise<QueryOutcome>;
  /** By public id, from the index (ours). */
  getSessionSummary(id: string): Promise<SummaryOutcome>;
}

/** Storage did not answer, or answered with a fault. Whether a write happened may be unknown. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
  readonly code = 'unavailable';
  /** Whether the change that was asked for may have been made. */
  readonly mayHaveBeenStored: boolean;
  /** Seconds after which a repeat makes sense. */
  readonly retryAfter: number;

  constructor(message: string, options: { mayHaveBeenStored: boolean; retryAfter?: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.mayHaveBeenStored = options.mayHaveBeenStored;
    this.retryAfter = options.retryAfter ?? 2;
  }
}
