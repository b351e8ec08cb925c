/**
 * What one client is to be told about the end of one session: everything that a logout token says and that its client's
 * registration does not. Pure: the language only.
 */

/** The claim `logout_reason`. Contract: "What an end takes along". */
export type LogoutReason = 'user_logout' | 'terminated' | 'session_expiration';

export interface LogoutNotice {
  readonly clientId: string;
  /** The session's issuer; null: `ISSUER`. */
  readonly issuer: string | null;
  /** As this client knows them (pairwise sub, own sid), else the session's. */
  readonly subjectId: string;
  readonly sessionId: string;
  readonly logoutReason: LogoutReason;
}
