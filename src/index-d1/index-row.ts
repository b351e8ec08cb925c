/**
 * What an object tells the index, and what the index tells of removals by sid (consistency.md, "Project"). Times are
 * milliseconds since the epoch. `partition` is empty for ordinary sessions.
 */
import type { Client } from '../client/client.ts';
import type { Delivery, EndedSession, EndReason } from '../session/ending.ts';
import type { SessionFields } from '../session/server-side-session.ts';

/** Of every row of an id, alive or ended. */
interface Told {
  readonly id: string;
  /** The object that holds the record. */
  readonly route: string;
  /** The object that arbitrates the key. */
  readonly home: string;
  readonly revision: number;
  /** When the object sent it, by its clock. */
  readonly at: number;
}

export interface LiveRow extends Told, SessionFields {
  readonly state: 'live';
  readonly partition: string;
  /** The key of the ring that its envelope was sealed with. */
  readonly keyId: string;
  readonly issuer: string | null;
  /** In the order of the ticket. */
  readonly clientIds: readonly string[];
}

/** A tombstone: the session has ended, nothing else of it stays. */
export interface EndedRow extends Told {
  readonly state: 'ended';
  readonly partition: string;
}

export type IndexRow = LiveRow | EndedRow;

export interface LiveGrantRow extends Told {
  readonly state: 'live';
  readonly keyId: string;
  readonly type: string;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly clientId: string | null;
  readonly grantId: string | null;
  readonly lookup: string | null;
  readonly expiration: number | null;
}

export interface EndedGrantRow extends Told {
  readonly state: 'ended';
}

export type GrantRow = LiveGrantRow | EndedGrantRow;

/** An entry of history: id and revision are its identity. */
export interface HistoryRow extends EndedSession {
  readonly revision: number;
}

/** A delivery as it stands, and what it takes to send it again. */
export interface DeliveryRow extends Delivery {
  readonly revision: number;
  /** The object that delivers it. */
  readonly route: string;
  readonly issuer: string | null;
  /** Subject and sid as the client knows them. */
  readonly tokenSub: string;
  readonly tokenSid: string;
}

/** Everything that one flush tells. */
export interface Projectable {
  readonly sessions: readonly IndexRow[];
  readonly grants: readonly GrantRow[];
  readonly history: readonly HistoryRow[];
  readonly deliveries: readonly DeliveryRow[];
}

/** What the index answers a flush. */
export interface ProjectionAnswer {
  /** Over the sids of the live sessions and grants. */
  readonly fences: readonly Fence[];
  /** The registrations of the clients that live sessions have, as far as there are any. */
  readonly clients: readonly Client[];
}

/** A sid-only removal: an object ends what it projects for the first time under this sid and had before `at`. */
export interface Fence {
  readonly partition: string;
  readonly sessionId: string;
  /** What the removal takes: one row for each kind. */
  readonly kind: 'session' | 'tokens' | 'consents' | 'others';
  /** Clients that the removal was confined to: for grants, and for who is told; null: all. */
  readonly clients: readonly string[] | null;
  readonly reason: EndReason;
  readonly actor: string;
  readonly onBehalfOf: string | null;
  /** Whether clients are told. */
  readonly notify: boolean;
  /** Milliseconds since the epoch, by the clock of the Worker that removed. */
  readonly at: number;
}

/** Where the index last saw a live record. */
export interface Located {
  readonly id: string;
  readonly route: string;
  readonly home: string;
  /** Whether home, and not the index, led to this object: then an end there is final. */
  readonly led?: boolean;
}
