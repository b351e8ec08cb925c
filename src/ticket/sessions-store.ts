/**
 * What a web application needs of a session store: sign in, look, slide, sign out, and "where am I signed in". Implemented
 * in memory (`edge-sessions/memory`), by the RPC binding and by the HTTP client; one contract suite holds them to the same
 * behaviour. Guarantees: every argument and every answer is plain data, so that all of it crosses Workers RPC; a
 * `ServerSideTicketStore` has the first four operations as they stand.
 *
 * A fault is an exception, whatever its class (RPC keeps none): the caller knows nothing then, and lets nobody in. Times are
 * milliseconds since the epoch. Callers keep to `LIMITS`.
 */
import type { AuthenticationTicket } from './authentication-ticket.ts';
import type { RetrieveOutcome, StoreTicketOutcome, Ticketed } from './ticket-store.ts';
import type { UserSession } from './user-session.ts';

export type SignInAnswer =
  | (Ticketed & { readonly outcome: 'stored'; readonly key: string })
  | { readonly outcome: Exclude<StoreTicketOutcome['outcome'], 'stored'> };

export type SlideAnswer =
  /** Slid, or not due: either way as it is now. */
  | { readonly outcome: 'touched'; readonly session: UserSession }
  | { readonly outcome: 'session-not-found' | 'session-ended' };

/** Sessions of one person, or what a provider's logout names. Expired ones that are still there are ended too. */
export type SessionsToEnd =
  /** The session of this public id, where it is this subject's. */
  | { readonly which: 'one'; readonly subjectId: string; readonly id: string }
  /** All but those of this sid: sessions with one sid are one sign-in. Holds for what signs in meanwhile, too. */
  | { readonly which: 'others'; readonly subjectId: string; readonly sessionId: string }
  | { readonly which: 'sid'; readonly sessionId: string }
  | { readonly which: 'subject'; readonly subjectId: string };

export interface SessionsStore {
  /** A new session under a minted key. */
  store(ticket: AuthenticationTicket): Promise<SignInAnswer>;
  /** The ticket of a live session, never from a cache: what was ended is not found. Writes nothing. */
  retrieve(key: string): Promise<RetrieveOutcome>;
  /** Slides the session when past half of its window, else writes nothing. */
  touch(key: string): Promise<SlideAnswer>;
  /** Signs out; a session that is not there is no error. */
  remove(key: string): Promise<{ readonly outcome: string }>;
  /** A subject's live sessions, by created, then id. */
  list(subjectId: string): Promise<readonly UserSession[]>;
  /** Ends each as `remove` does (history: `user_logout`; consents stay), all of a subject at once; how many records. */
  end(sessions: SessionsToEnd): Promise<number>;
}
