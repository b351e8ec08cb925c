/**
 * The record of a server-side session, as `IServerSideSessionStore` knows it, and what may be written of it.
 * Times are milliseconds since the epoch. Pure: imports nothing of the platform.
 */

/** What is told of a session: no secret, and all of it replaced by an update. */
export interface SessionFields {
  readonly scheme: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string | null;
  /** What its owner would recognise: "Firefox on Windows". */
  readonly device: string | null;
  readonly created: number;
  readonly renewed: number;
  readonly expires: number | null;
  readonly absoluteExpires: number | null;
}

/** These fields of something that has more: a record's envelope must not travel along by accident. */
export const sessionFields = (of: SessionFields): SessionFields => ({
  scheme: of.scheme,
  subjectId: of.subjectId,
  sessionId: of.sessionId,
  displayName: of.displayName,
  device: of.device,
  created: of.created,
  renewed: of.renewed,
  expires: of.expires,
  absoluteExpires: of.absoluteExpires,
});

/** Everything of a session but its key and its ticket: what an index may know and a page may show. */
export interface SessionSummary extends SessionFields {
  /** base64url(SHA-256(key)), 43 characters: public, may stand in URLs, logs and pages. */
  readonly id: string;
  /** Rises with every change of this session; below 2^53. */
  readonly revision: number;
}

/** A whole record. `key` and `ticket` are null, and `ticketError` says why, where the protected envelope does not open. */
export interface ServerSideSession extends SessionSummary {
  /** The secret. Never in a URL, a log, a page or an index. */
  readonly key: string | null;
  readonly ticket: string | null;
  readonly ticketError: TicketError | null;
}

/** Why an envelope does not open: its key is not in the ring, it is no envelope, or it was altered or moved. */
export type TicketError = 'key-unavailable' | 'malformed' | 'does-not-open';

/** What an update replaces: every field but the key. */
export interface SessionUpdate extends SessionFields {
  readonly ticket: string;
}

/** A session to create; without a key, one is minted. */
export interface NewSession extends SessionUpdate {
  readonly key: string | null;
}
