/**
 * The session of a BFF (reference: `UserSession`): a record of its own in a partition, which names the application.
 * Times are milliseconds since the epoch. Pure: the language only.
 */

/** What is told of one: no secret, and all of it replaced by an update. */
export interface BffSessionFields {
  readonly subjectId: string;
  readonly sessionId: string;
  readonly created: number;
  readonly renewed: number;
  readonly expires: number | null;
}

/** One of many. */
export interface ListedBffSession extends BffSessionFields {
  /** Null, as the ticket, where the protected envelope does not open. */
  readonly key: string | null;
  readonly partition: string;
  readonly ticket: string | null;
}

export interface BffSession extends ListedBffSession {
  /** Public: of partition and key. */
  readonly id: string;
  /** Rises with every change; below 2^53. */
  readonly revision: number;
}

/** One that was kept just now: whoever did it knows its key. */
export interface KeptBffSession extends BffSession {
  readonly key: string;
}

/** What an update replaces: every field but key and partition. */
export interface BffSessionUpdate extends BffSessionFields {
  readonly ticket: string;
}

/** A session to create; without a key or a sid, one is minted. */
export interface NewBffSession extends Omit<BffSessionUpdate, 'sessionId'> {
  readonly key: string | null;
  readonly sessionId: string | null;
}
