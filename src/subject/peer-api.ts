/** Calls between objects, and what they carry. Each may be lost, late, or run twice. */
import type { By } from '../session/ending.ts';
import type { ById, Condition, KeptAnswer, SessionLimit } from './api.ts';
import type { GrantPeer } from './grant-api.ts';
import type { Content, Costed } from './outcome.ts';

/** What travels with a record that its owner gave away. */
export interface Travelling {
  /** Null: a grant without one. */
  readonly sessionId: string | null;
  /** Since when the session has had its sid, by the owner's clock. */
  readonly since: number;
  /** Whether the index has confirmed it under this sid. */
  readonly indexed: boolean;
}

export interface YieldArgs extends ById {
  /** The stay that home wants to end. */
  readonly via: number;
  readonly ifMatch: Condition;
  readonly mode: 'replace' | 'renew';
  readonly by: By;
}

export type YieldAnswer =
  | { readonly outcome: 'yielded'; readonly revision: number; readonly travelling: Travelling }
  | { readonly outcome: 'ended'; readonly inWindow: boolean }
  | { readonly outcome: 'revision-mismatch' }
  | { readonly outcome: 'other-stay' };

export interface AdoptArgs extends ById {
  readonly home: string;
  /** The stay that begins, and the highest revision that home has seen. */
  readonly via: number;
  readonly content: Content;
  readonly since: number;
  readonly indexed: boolean;
  /** When the operation began at home; cuts are compared with it. */
  readonly began: number;
  /** When home last took up the move: 12 h later a copy of this call is stale. */
  readonly at: number;
  /** A create may be refused, a move may not. */
  readonly create: { readonly limit: SessionLimit | null; readonly kept: KeptAnswer | null; readonly by: By } | null;
}

export type AdoptAnswer =
  /**
   * `creationTime`: of a grant, as its owner stored it. `replaced`: a session of the same partition, subject and sid made
   * room.
   */
  | {
      readonly outcome: 'adopted';
      readonly revision: number;
      readonly creationTime: number;
      readonly replaced: boolean;
    }
  /** A cut of the target's subject came in between: the record arrived and ended. */
  | { readonly outcome: 'ended-on-arrival' }
  | { readonly outcome: 'refused'; readonly because: 'session-limit' | 'idempotency-key-reused' }
  | { readonly outcome: 'stale' };

export type LookAnswer =
  | { readonly outcome: 'live'; readonly via: number; readonly revision: number }
  | { readonly outcome: 'ended'; readonly inWindow: boolean; readonly revision: number }
  | { readonly outcome: 'absent' };

export type KeptFound =
  | { readonly outcome: 'none' }
  | { readonly outcome: 'other-body' }
  | { readonly outcome: 'kept'; readonly answer: Uint8Array; readonly revision: number; readonly recordId: string };

export interface Indexed {
  readonly indexed: boolean;
  /** The revision of a grant that a fence ended there before the index had confirmed it; null: none. */
  readonly fenced: number | null;
}

export interface SubjectPeer extends GrantPeer {
  yield(args: YieldArgs): Promise<Costed<YieldAnswer>>;
  adopt(args: AdoptArgs): Promise<Costed<AdoptAnswer>>;
  /** At home: finishes a move, drops the forward of that stay. Answering at all is the permission to forget. */
  release(args: ById & { readonly via: number }): Promise<Costed<object>>;
  /** At home: finishes a move of the id, if one is under way. */
  complete(args: ById): Promise<Costed<object>>;
  look(args: ById): Promise<Costed<LookAnswer>>;
  kept(args: { readonly route: string; readonly scope: string; readonly bodyHash: string }): Promise<Costed<KeptFound>>;
  /** Waits until the index has what is here of the id; false when it has moved away or the wait was too long. */
  awaitIndexed(args: ById): Promise<Costed<Indexed>>;
  /** Waits until the index has what this object has to say of an id, which may have moved away. */
  awaitShown(args: ById): Promise<Costed<{ readonly indexed: boolean }>>;
}
