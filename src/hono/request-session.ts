/**
 * `c.var.session`: the session of one request, and what its person may do about it and the others. Every outcome is a value; a
 * store that does not answer is an `HTTPException` of 503 (`store-answer.ts`). Times are milliseconds since the epoch.
 */
import type { AuthenticationTicket, Claim } from '../ticket/authentication-ticket.ts';
import type { UserSession } from '../ticket/user-session.ts';

export interface Authenticated {
  readonly session: UserSession;
  readonly ticket: AuthenticationTicket;
}

export interface SignIn {
  /** What is known of the person, `sub` among it; `sid` is the provider's name of the sign-in, minted where absent. */
  readonly claims: readonly (Pick<Claim, 'type' | 'value'> & Partial<Claim>)[];
  /** Kept with the ticket, encrypted at rest; `device` is shown ("Firefox on Windows"). */
  readonly items?: Readonly<Record<string, string>>;
  /** Whether the cookie outlives the browser. */
  readonly persistent?: boolean;
}

export type SignInOutcome =
  | (Authenticated & { readonly outcome: 'signed-in' })
  /** `session-limit`: the store has as many of this person as it takes; whoever was signed in here no longer is. */
  | { readonly outcome: 'subject-missing' | 'session-limit' };

export interface ListedSession extends UserSession {
  /** Whether it is the one of this request. */
  readonly current: boolean;
}

export type ListOutcome =
  | { readonly outcome: 'listed'; readonly sessions: readonly ListedSession[] }
  | { readonly outcome: 'anonymous' };

export type EndOutcome = { readonly outcome: 'ended' | 'session-not-found' | 'anonymous' };

export type EndOthersOutcome =
  | { readonly outcome: 'ended'; readonly ended: number }
  | { readonly outcome: 'anonymous' };

export interface RequestSession {
  /**
   * Who this is; null: nobody. The store is asked once per request, at the first call, so one request is one person
   * throughout; a session that is ended while the request runs is gone at the next request. Slides the session when it is
   * due, one write per half window; `slide: false` leaves it as it is.
   */
  authenticate(options?: { readonly slide?: boolean }): Promise<Authenticated | null>;
  /** A new session under a new key, whoever was signed in before: that session ends first. */
  signIn(signIn: SignIn): Promise<SignInOutcome>;
  /** Ends the session, also where the cookie's is not live any more. */
  signOut(): Promise<void>;
  /** Where this person is signed in, this session included. */
  list(): Promise<ListOutcome>;
  /** Ends one session of this person, by its public id; this session's own id signs out. */
  end(id: string): Promise<EndOutcome>;
  /** Ends all sessions of this person but this sign-in. */
  endOthers(): Promise<EndOthersOutcome>;
}
