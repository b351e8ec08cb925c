/**
 * `ISessionManagementService` as the rest of the system calls it (contract, "Session management"). Guarantees: every outcome
 * is a value; a fault is `StorageUnavailable`. Times are milliseconds since the epoch.
 */
import type { GrantCounts } from '../grant/grant-count.ts';
import type { ActivityHour, ActivityQuery } from '../session/activity.ts';
import type { Delivery, DeliveryStatus, EndedSession } from '../session/ending.ts';
import type { TicketError } from '../session/server-side-session.ts';
import type { QueryResult } from '../session/session-filter.ts';
import type { Idempotency } from '../session/session-store.ts';
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import type { UserSession } from '../ticket/user-session.ts';

/** How a list is paged. */
export interface Paging {
  /** 1 to 1000. */
  readonly countRequested: number;
  readonly resultsToken: string | null;
  readonly requestPriorResults: boolean;
  readonly totals: boolean;
}

/** A blank filter is null. */
export interface ManagementQuery extends Paging {
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly displayName: string | null;
  /** Exact: in the session's list. */
  readonly clientId: string | null;
  /** true: not expired; false: expired. */
  readonly active: boolean | null;
  /** Whether each row has its ticket. */
  readonly withTicket: boolean;
}

export interface TicketedSession extends UserSession {
  /** Null where the record has no AuthenticationTicket, or its envelope does not open. */
  readonly ticket: AuthenticationTicket | null;
  readonly ticketError: TicketError | null;
}

export type ManagementPage =
  | { readonly outcome: 'page'; readonly withTicket: false; readonly page: QueryResult<UserSession> }
  | { readonly outcome: 'page'; readonly withTicket: true; readonly page: QueryResult<TicketedSession> }
  | { readonly outcome: 'results-token-invalid' };

export type UserSessionOutcome =
  | { readonly outcome: 'found'; readonly session: UserSession }
  | { readonly outcome: 'session-not-found' };

/** Whose sessions: exact, expired ones included. Blank is null. */
export interface SubjectQuery {
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  /** 1 to 1000. */
  readonly countRequested: number;
  readonly resultsToken: string | null;
  /** Whether each row has its ticket. */
  readonly withTicket: boolean;
}

/** `resultsToken`: where there are more. */
export type SubjectSessionsOutcome =
  | {
      readonly outcome: 'found';
      readonly withTicket: false;
      readonly sessions: readonly UserSession[];
      readonly resultsToken: string | null;
    }
  | {
      readonly outcome: 'found';
      readonly withTicket: true;
      readonly sessions: readonly TicketedSession[];
      readonly resultsToken: string | null;
    }
  | { readonly outcome: 'filter-required' | 'results-token-invalid' };

/** Exact, AND. Blank is null. */
export interface GrantCountQuery {
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly clientId: string | null;
}

export type GrantCountsOutcome =
  | ({ readonly outcome: 'counted' } & GrantCounts)
  | { readonly outcome: 'filter-required' };

/** Which sessions and grants, and what of them (reference: `RemoveSessionsContext`). Filters are ANDed; null: not set. */
export interface Removal {
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  /** Public ids of sessions. */
  readonly ids: readonly string[] | null;
  /** Confines grants and notifications, not sessions. */
  readonly clientIds: readonly string[] | null;
  readonly removeServerSideSession: boolean;
  readonly sendBackchannelLogoutNotification: boolean;
  readonly revokeTokens: boolean;
  readonly revokeConsents: boolean;
  /** Sids that are spared. */
  readonly exceptSessionIds: readonly string[] | null;
  readonly bffPartitions: readonly string[] | null;
  readonly reason: 'terminated' | 'user_logout';
  readonly dryRun: boolean;
}

export interface RemovalCounts {
  readonly sessionsRemoved: number;
  readonly tokensRevoked: number;
  readonly consentsRevoked: number;
  readonly otherGrantsRevoked: number;
  readonly consentsOutOfReach: number;
  readonly notificationsQueued: number;
  readonly bffSessionsRemoved: number;
}

export interface RemovalAnswer extends RemovalCounts {
  readonly dryRun: boolean;
  /** The (last) transaction. */
  readonly effectiveAt: number;
}

export type RemovalOutcome =
  | {
      readonly outcome: 'removed';
      readonly answer: RemovalAnswer;
      readonly indexed: boolean;
      readonly replayed: boolean;
    }
  | { readonly outcome: 'filter-required' | 'idempotency-in-progress' | 'idempotency-key-reused' };

export interface RemovalOptions {
  readonly respondAsync?: boolean | undefined;
  readonly idempotency?: Idempotency | undefined;
}

export interface HistoryQuery extends Paging {
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  /** The public id of a session. */
  readonly id?: string | null;
}

export type HistoryOutcome =
  | { readonly outcome: 'page'; readonly page: QueryResult<EndedSession> }
  | { readonly outcome: 'results-token-invalid' };

export interface DeliveryQuery extends Paging {
  readonly status: DeliveryStatus | null;
  readonly clientId: string | null;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
}

export type DeliveriesOutcome =
  | { readonly outcome: 'page'; readonly page: QueryResult<Delivery> }
  | { readonly outcome: 'results-token-invalid' };

export type RedeliverOutcome =
  | { readonly outcome: 'queued'; readonly delivery: Delivery; readonly indexed: boolean }
  | { readonly outcome: 'delivery-not-found' };

export interface ManagementStats {
  readonly activeSessions: number;
  readonly expiredNotRemoved: number;
  /** Those with an active session. */
  readonly subjects: number;
  readonly pendingDeliveries: number;
  readonly deadDeliveries: number;
  /** How long the oldest change that the index lacks has been waiting; 0: none waits. */
  readonly oldestUnprojectedSeconds: number;
  /** Every key of the ring, and every key that an envelope still needs. */
  readonly ticketKeys: readonly { readonly id: string; readonly envelopes: number }[];
  readonly asOf: number;
}

export interface SessionManagement {
  /** Contains, AND, by created, then id. */
  query(query: ManagementQuery): Promise<ManagementPage>;
  session(id: string): Promise<UserSessionOutcome>;
  /** By created, then id; from the subject's object alone, so that nothing is missing that the index has yet to hear of. */
  sessionsOf(query: SubjectQuery): Promise<SubjectSessionsOutcome>;
  /** Of a subject, by client and type. */
  grants(query: GrantCountQuery): Promise<GrantCountsOutcome>;
  remove(removal: Removal, options?: RemovalOptions): Promise<RemovalOutcome>;
  /** Exact, AND, newest end first. */
  history(query: HistoryQuery): Promise<HistoryOutcome>;
  /** Exact, AND, newest first. */
  deliveries(query: DeliveryQuery): Promise<DeliveriesOutcome>;
  /** Due at once, whatever its status; `attempts` counts on. */
  redeliver(id: string): Promise<RedeliverOutcome>;
  /** At most 10 s old. */
  stats(): Promise<ManagementStats>;
  /** The whole hours that begin in this time and have been counted, in order: 744 at most. */
  activity(asked: ActivityQuery): Promise<readonly ActivityHour[]>;
}
