/**
 * `IServerSideTicketStore`: sessions as applications sign people in, renew and sign them out, with every outcome as a
 * value. Contract: "Ticket store". What has expired is absent to a read and ended to a renewal, whatever the sweeper does.
 *
 * A fault (storage out of reach) is the exception `StorageUnavailable`; nothing else is thrown for a well-formed call.
 * Callers validate shapes and limits (`LIMITS`) before they call, of the claims `sub` and `sid` too.
 */
import type {
  CreateOptions,
  CreateOutcome,
  DeleteOutcome,
  ReadOptions,
  WriteOptions,
} from '../session/session-store.ts';
import type { AuthenticationTicket } from './authentication-ticket.ts';
import type { UserSession } from './user-session.ts';

/** A ticket as stored: final sid, issuer and times. */
export interface Ticketed {
  readonly ticket: AuthenticationTicket;
  readonly session: UserSession;
}

export type StoreTicketOutcome =
  | (Ticketed & {
      readonly outcome: 'stored';
      readonly key: string;
      readonly indexed: boolean;
      readonly replayed: boolean;
    })
  | { readonly outcome: 'subject-missing' | Exclude<CreateOutcome['outcome'], 'created'> };

export type RetrieveOutcome =
  | (Ticketed & { readonly outcome: 'found' })
  /** Unknown, ended, expired, without an AuthenticationTicket, or in an envelope that does not open. */
  | { readonly outcome: 'session-not-found' };

export type RenewOutcome =
  /** `stored`: the key never existed, and now it does. */
  | (Ticketed & { readonly outcome: 'renewed' | 'stored'; readonly indexed: boolean })
  | { readonly outcome: 'subject-missing' | 'session-ended' | 'session-limit' | 'revision-mismatch' };

export type TouchOutcome =
  | {
      readonly outcome: 'touched';
      readonly session: UserSession;
      /** Whether the session was slid; false: less than half of its window has gone, and nothing was written. */
      readonly renewed: boolean;
      readonly indexed: boolean;
    }
  | { readonly outcome: 'session-not-found' | 'session-ended' };

export interface ServerSideTicketStore {
  /** StoreAsync: a new session under a minted key. */
  store(ticket: AuthenticationTicket, options?: CreateOptions): Promise<StoreTicketOutcome>;
  /** RetrieveAsync. Removes nothing. */
  retrieve(key: string, options?: ReadOptions): Promise<RetrieveOutcome>;
  /** RenewAsync; creates a session under a key that never existed. */
  renew(key: string, ticket: AuthenticationTicket, options?: WriteOptions): Promise<RenewOutcome>;
  /** Slides a session by its own window when past half of it, never past its absolute end (ours). */
  touch(key: string, options?: ReadOptions): Promise<TouchOutcome>;
  /** RemoveAsync: signs out. */
  remove(key: string, options?: WriteOptions): Promise<DeleteOutcome>;
}
