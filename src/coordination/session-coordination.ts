/**
 * `ISessionCoordinationService` as the rest of the system calls it (contract, "Coordination"). Guarantees: every outcome is
 * a value; a fault is `StorageUnavailable`. Times are milliseconds since the epoch.
 */
import type { RemovalAnswer } from '../management/session-management.ts';
import type { ReadOptions, WriteOptions } from '../session/session-store.ts';
import type { TicketClient } from '../ticket/authentication-ticket.ts';

export interface Activity {
  readonly subjectId: string;
  /** Null: any session of the subject. */
  readonly sessionId: string | null;
  readonly clientId: string;
}

export interface Validation {
  readonly valid: boolean;
  readonly coordinated: boolean;
  /** The latest after sliding; null: one does not expire, or the client is not coordinated. */
  readonly expires: number | null;
}

export type AddClientOutcome =
  /** In order of addition. */
  | { readonly outcome: 'added'; readonly clientIds: readonly string[]; readonly indexed: boolean }
  | { readonly outcome: 'session-not-found' | 'session-ended' | 'too-many-clients' };

export interface SessionCoordination {
  validate(activity: Activity): Promise<Validation>;
  logout(
    session: { readonly subjectId: string; readonly sessionId: string },
    options?: WriteOptions,
  ): Promise<{
    readonly answer: RemovalAnswer;
    readonly indexed: boolean;
  }>;
  addClient(key: string, client: TicketClient, options?: ReadOptions & WriteOptions): Promise<AddClientOutcome>;
}
