/**
 * What an object tells the index of one id, and what the index tells of removals by sid (consistency.md, "Project").
 * Times are milliseconds since the epoch. `partition` is empty for ordinary sessions.
 */
import type { SessionFields } from '../session/server-side-session.ts';

export interface LiveRow extends SessionFields {
  readonly state: 'live';
  readonly id: string;
  /** The object that holds the record. */
  readonly route: string;
  /** The object that arbitrates the key. */
  readonly home: string;
  readonly partition: string;
  readonly revision: number;
  /** When the object sent it, by its clock. */
  readonly at: number;
}

/** A tombstone: the session has ended, nothing else of it stays. */
export interface EndedRow {
  readonly state: 'ended';
  readonly id: string;
  readonly route: string;
  readonly home: string;
  readonly partition: string;
  readonly revision: number;
  readonly at: number;
}

export type IndexRow = LiveRow | EndedRow;

/** A sid-only removal: an object ends what it projects for the first time under this sid and had before `at`. */
export interface Fence {
  readonly partition: string;
  readonly sessionId: string;
  /** What the removal takes. */
  readonly kind: 'session' | 'tokens' | 'consents' | 'others';
  readonly reason: string;
  readonly actor: string;
  /** Milliseconds since the epoch, by the clock of the Worker that removed. */
  readonly at: number;
}

/** Where the index last saw a live record. */
export interface Located {
  readonly id: string;
  readonly route: string;
  readonly home: string;
}
