/**
 * What an object answers: shapes that cross RPC. An operation by id is either decided here, or says where to go on
 * (consistency.md, "Look-up"). Times are milliseconds since the epoch.
 */
import type { GrantFields } from '../grant/grant.ts';
import type { Cost } from '../session/cost.ts';
import type { SessionFields, SessionSummary } from '../session/server-side-session.ts';
import type { TicketClient } from '../ticket/authentication-ticket.ts';

/** A record as the object holds it: the summary, and the protected envelope with key and ticket. */
export interface StoredSession extends SessionSummary {
  readonly partition: string;
  readonly envelope: Uint8Array;
  readonly home: string;
}

/** What hangs on a session: taken from its ticket by the Worker, because the object cannot open it. */
export interface HangsOn {
  readonly issuer: string | null;
  readonly clients: readonly TicketClient[];
}

/** What is written of a session: everything that its owner does not decide. */
export interface SessionContent extends SessionFields, HangsOn {
  readonly kind: 'session';
  readonly partition: string;
  readonly envelope: Uint8Array;
}

/** What is written of a grant. */
export interface GrantContent extends Omit<GrantFields, 'creationTime'> {
  readonly kind: 'grant';
  /** Null: when the owner stores it. */
  readonly creationTime: number | null;
  readonly envelope: Uint8Array;
}

export type Content = SessionContent | GrantContent;

/** A grant as the object holds it: the envelope has its key and data. */
export interface StoredGrant extends GrantFields {
  readonly id: string;
  readonly revision: number;
  readonly envelope: Uint8Array;
  readonly home: string;
}

/** Every answer carries what it cost. */
export type Costed<T> = T & { readonly cost: Cost };

/** Not decided here: where to look next. `ended` within its window, and out of it, are told apart by `final`. */
export type Elsewhere =
  /** Final from anywhere: the id ended within its window. */
  | { readonly outcome: 'ended' }
  /** An end mark out of its window: final if home led here, else ask home. */
  | { readonly outcome: 'ended-long-ago' }
  /** Home's forward: the owner. */
  | { readonly outcome: 'forward'; readonly route: string }
  /** Nothing, left or refused here: ask home; at home it is final. */
  | { readonly outcome: 'absent' };
