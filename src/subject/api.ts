/**
 * The calls that a subject object answers (RPC). Every argument carries `route`, the name of the object that is called:
 * an object stores it at its first write (`ctx.id.name` is not there after every kind of wake-up). Signatures only ever
 * grow: Worker and object versions are skewed for minutes during a deployment.
 */
import type { DeliveryRow, Located } from '../index-d1/index-row.ts';
import type { By, Delivery } from '../session/ending.ts';
import type { GrantApi } from './grant-api.ts';
import type { Costed, Elsewhere, SessionContent, StoredSession } from './outcome.ts';
import type { SubjectPeer } from './peer-api.ts';
import type {
  Followed,
  RemovedMany,
  RemovedOfSubject,
  RemoveOfSidArgs,
  RemoveOfSubjectArgs,
  RemoveSessionsAnswer,
  RemoveSessionsArgs,
} from './removal-api.ts';
import type { ResealArgs, Resealed, SealedOtherwise, SealedOtherwiseArgs } from './reseal-api.ts';

export type * from './peer-api.ts';
export type * from './removal-api.ts';

export interface ById {
  readonly route: string;
  readonly id: string;
}

export type Condition = readonly number[] | '*' | null;

export interface SessionLimit {
  readonly count: number;
  readonly policy: 'evict-oldest' | 'deny';
}

/** An answer to keep for repeats, protected by the Worker; stored by the transaction that stores the record. */
export interface KeptAnswer {
  /** Hash of token name, path and `Idempotency-Key`. */
  readonly scope: string;
  readonly bodyHash: string;
  readonly answer: Uint8Array;
}

export interface CreateArgs extends ById {
  /** The route of the subject's object; equals `route` where home is the subject's own object. */
  readonly target: string;
  readonly content: SessionContent;
  readonly by: By;
  readonly limit: SessionLimit | null;
  readonly kept: KeptAnswer | null;
  /** Wait for the index. */
  readonly wait: boolean;
}

export type CreateAnswer =
  | {
      readonly outcome: 'created';
      readonly revision: number;
      /** Of a partition: a session of the same subject and sid made room, or the one that had this key. */
      readonly replaced: boolean;
      readonly indexed: boolean;
    }
  | { readonly outcome: 'replayed'; readonly answer: Uint8Array; readonly revision: number; readonly indexed: boolean }
  | {
      readonly outcome:
        | 'key-taken'
        | 'session-ended'
        | 'session-limit'
        | 'idempotency-in-progress'
        | 'idempotency-key-reused';
    }
  /** Of a partition: the key lives with its subject, whose object compares the sid. */
  | { readonly outcome: 'forward'; readonly route: string };

/** A create of a partition on a key that lives here already. */
export interface ReplaceOwnArgs extends ById {
  readonly content: SessionContent;
  readonly wait: boolean;
}

export type ReplaceOwnAnswer =
  | { readonly outcome: 'replaced'; readonly revision: number; readonly indexed: boolean }
  /** By a session of another sid. */
  | { readonly outcome: 'key-taken' }
  | Elsewhere;

export type ReadAnswer = { readonly outcome: 'live'; readonly session: StoredSession } | Elsewhere;

export interface UpdateArgs extends ById {
  readonly target: string;
  readonly content: SessionContent;
  readonly by: By;
  /** `renew`: an expired record counts as ended, and `created` and `absoluteExpires` stay while subject and sid stay. */
  readonly mode: 'replace' | 'renew';
  readonly ifMatch: Condition;
  readonly wait: boolean;
}

export type UpdateAnswer =
  | {
      readonly outcome: 'updated';
      readonly revision: number;
      readonly created: number;
      readonly absoluteExpires: number | null;
      /** Of a partition: a session that had this subject and sid made room. */
      readonly replaced: boolean;
      readonly indexed: boolean;
    }
  | { readonly outcome: 'revision-mismatch' }
  /** Another subject: only home changes the owner. */
  | { readonly outcome: 'home'; readonly home: string }
  | Elsewhere;

export type TouchAnswer =
  | {
      readonly outcome: 'touched';
      readonly renewed: boolean;
      readonly session: StoredSession;
      readonly indexed: boolean;
    }
  | { readonly outcome: 'expired' }
  | Elsewhere;

export interface RemoveArgs extends ById {
  readonly by: By;
  /** `sign-out`: the clients hear of it, and coordinated tokens go (RemoveAsync). `delete`: the session and nothing else. */
  readonly mode: 'delete' | 'sign-out';
  readonly ifMatch: Condition;
  readonly wait: boolean;
}

export type RemoveAnswer =
  /** `removed-before`: it had ended within its window. */
  | { readonly outcome: 'removed' | 'removed-before'; readonly indexed: boolean }
  | { readonly outcome: 'revision-mismatch' }
  | Elsewhere;

export interface ClaimArgs {
  readonly route: string;
  /** Hash of token name, path, `Idempotency-Key` and subject. */
  readonly scope: string;
  readonly bodyHash: string;
}

export type ClaimAnswer =
  | { readonly outcome: 'claimed' }
  | { readonly outcome: 'kept'; readonly answer: Uint8Array }
  | { readonly outcome: 'idempotency-in-progress' | 'idempotency-key-reused' };

export interface SettleArgs extends ClaimArgs {
  /** Null: nothing to remember. */
  readonly answer: Uint8Array | null;
}

export interface RedeliverArgs {
  readonly route: string;
  readonly delivery: DeliveryRow;
}

export interface ValidateArgs {
  readonly route: string;
  /** null: any session of the subject. */
  readonly sessionId: string | null;
}

export interface Validated {
  readonly valid: boolean;
  /** The latest after sliding; null: one has no expiry, or none lives. */
  readonly expires: number | null;
}

export interface ExpireArgs {
  readonly route: string;
  /** Of sessions and grants. */
  readonly ids: readonly Located[];
  readonly by: By;
  /**
   * Whether the records themselves are wanted, and how many bytes of envelopes at most; `counted`: only how many, and of these
   * ids only.
   */
  readonly take: { readonly bytes: number } | 'counted' | null;
}

export interface Expired extends Followed {
  /** Sessions. */
  readonly removed: number;
  /** Of those that were asked for; what went along with a session is not among them. */
  readonly grants: number;
  readonly sessions: readonly StoredSession[];
  /** Ids that were not decided because the byte limit was reached. */
  readonly undecided: readonly Located[];
}

export interface Position {
  readonly created: number;
  readonly id: string;
}

export interface ListArgs {
  readonly route: string;
  readonly partition: string;
  readonly sessionId: string | null;
  readonly after: Position | null;
  readonly limit: number;
  readonly bytes: number;
}

export interface Listed {
  readonly sessions: readonly StoredSession[];
  readonly more: boolean;
}

export interface ReadManyArgs {
  readonly route: string;
  readonly ids: readonly Located[];
  readonly bytes: number;
}

export interface ReadMany extends Followed {
  readonly sessions: readonly StoredSession[];
  /** Ids that have ended, or are nowhere. */
  readonly gone: readonly string[];
  /** Ids that were left out because the byte limit was reached. */
  readonly undecided: readonly Located[];
}

export interface CompareArgs {
  readonly route: string;
  readonly rows: readonly (Located & { readonly revision: number })[];
}

/** What the cron learns of index rows: `ghosts` are live in the index and nowhere else (asked at home). */
export interface Compared extends Followed, Waiting {
  readonly ghosts: readonly string[];
  /** Rows that the object projects again, because the index is behind. */
  readonly behind: number;
}

/** What the index has not confirmed, though it was told again just now. */
export interface Waiting {
  readonly waiting: number;
  /** Since when the oldest of it waits; null: nothing waits. */
  readonly oldest: number | null;
}

/** Calls of the Worker. */
export interface SubjectApi extends SubjectPeer, GrantApi {
  create(args: CreateArgs): Promise<Costed<CreateAnswer>>;
  replaceOwn(args: ReplaceOwnArgs): Promise<Costed<ReplaceOwnAnswer>>;
  read(args: ById): Promise<Costed<ReadAnswer>>;
  update(args: UpdateArgs): Promise<Costed<UpdateAnswer>>;
  /** At home only: gives the record to another subject's object. `forward` where the owner is the target already. */
  change(args: UpdateArgs): Promise<Costed<UpdateAnswer>>;
  touch(args: ById): Promise<Costed<TouchAnswer>>;
  remove(args: RemoveArgs): Promise<Costed<RemoveAnswer>>;
  removeOfSubject(args: RemoveOfSubjectArgs): Promise<Costed<RemovedOfSubject>>;
  removeOfSid(args: RemoveOfSidArgs): Promise<Costed<RemovedMany>>;
  removeSessions(args: RemoveSessionsArgs): Promise<Costed<RemoveSessionsAnswer>>;
  claim(args: ClaimArgs): Promise<Costed<ClaimAnswer>>;
  settle(args: SettleArgs): Promise<Costed<object>>;
  /** Slides every live session of the subject, or of one sid of it. */
  validate(args: ValidateArgs): Promise<Costed<Validated>>;
  /** Sends a delivery again, as the index has it. */
  redeliver(args: RedeliverArgs): Promise<Costed<{ readonly delivery: Delivery; readonly indexed: boolean }>>;
  expire(args: ExpireArgs): Promise<Costed<Expired>>;
  list(args: ListArgs): Promise<Costed<Listed>>;
  readMany(args: ReadManyArgs): Promise<Costed<ReadMany>>;
  compare(args: CompareArgs): Promise<Costed<Compared>>;
  /** Projects everything again. Reached by object id: the route is the stored one. */
  reindex(): Promise<Costed<{ readonly projected: number; readonly waiting: number }>>;
  /** Envelopes that another key than the one that should have sealed. */
  sealedOtherwise(args: SealedOtherwiseArgs): Promise<Costed<SealedOtherwise>>;
  /** Replaces envelopes in the revision that was opened; the record keeps it. */
  reseal(args: ResealArgs): Promise<Costed<Resealed>>;
  /** Arms a missing alarm where rows wait, does what the alarm should have done long ago, and tries the index again. */
  wake(args: { readonly route: string }): Promise<Costed<Waiting>>;
}
