/**
 * Registered clients as the rest of the system calls them. Guarantees: every outcome is a value; a fault (D1 out of
 * reach) is `StorageUnavailable`. A change holds from its answer on.
 */
import type { QueryResult } from '../session/session-filter.ts';
import type { Client } from './client.ts';
import type { RegistrationProblem } from './registration.ts';

export interface ClientQuery {
  /** 1 to 1000. */
  readonly countRequested: number;
  readonly resultsToken: string | null;
  /** The page before the token instead of the page after it. */
  readonly requestPriorResults: boolean;
  /** false: no counting, totals are null. */
  readonly totals: boolean;
}

export interface RegisterOptions {
  /** `If-None-Match: *`: a client that is there stays as it is. */
  readonly createOnly?: boolean | undefined;
}

export type RegisterOutcome =
  | { readonly outcome: 'registered' | 'replaced'; readonly client: Client }
  /** Create only, and there is one. */
  | { readonly outcome: 'revision-mismatch' }
  | { readonly outcome: 'refused'; readonly problems: readonly RegistrationProblem[] };

export type ClientOutcome =
  | { readonly outcome: 'found'; readonly client: Client }
  | { readonly outcome: 'client-not-found' };

export type ClientQueryOutcome =
  | { readonly outcome: 'page'; readonly page: QueryResult<Client> }
  | { readonly outcome: 'results-token-invalid' };

/** How a client took a logout token about nobody. */
export interface ClientTrial {
  readonly outcome: 'delivered' | 'failed';
  /** Of its answer; null: there was none. */
  readonly status: number | null;
  /** Null where it was delivered. */
  readonly error: string | null;
}

export type TrialOutcome =
  | { readonly outcome: 'tried'; readonly trial: ClientTrial }
  | { readonly outcome: 'client-not-found' };

/** `clientId` has the form of one (`isClientId`) in every call. */
export interface ClientStore {
  /** Stores a client under its id, or puts it in the place of the one that is there, as a whole. */
  register(client: Client, options?: RegisterOptions): Promise<RegisterOutcome>;
  client(clientId: string): Promise<ClientOutcome>;
  /** Also where there is none. */
  remove(clientId: string): Promise<void>;
  /** By client id, in the order of its UTF-8 bytes. */
  query(query: ClientQuery): Promise<ClientQueryOutcome>;
  /** Sends a logout token with a made-up subject and session id to the client, at once and once. Nothing is stored. */
  test(clientId: string): Promise<TrialOutcome>;
}
