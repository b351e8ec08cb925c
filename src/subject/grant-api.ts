/** The calls that a subject object answers about grants (RPC): as `api.ts`, whose interfaces have these as a part. */
import type { GrantCounts } from '../grant/grant-count.ts';
import type { Located } from '../index-d1/index-row.ts';
import type { By } from '../session/ending.ts';
import type { ById, Condition, Followed } from './api.ts';
import type { GrantSelection } from './grant-table.ts';
import type { Costed, Elsewhere, GrantContent, StoredGrant } from './outcome.ts';

export interface StoreGrantArgs extends ById {
  /** The object that is to own it; equals `route` where that is asked. */
  readonly target: string;
  /** The object that arbitrates the key; equals `route` where that is asked. */
  readonly home: string;
  readonly content: GrantContent;
  /** Counts for nothing where there is no grant. */
  readonly ifMatch: Condition;
  /** `If-None-Match: *`. */
  readonly createOnly: boolean;
  readonly by: By;
  /** Wait for the index. */
  readonly wait: boolean;
}

export type StoreGrantAnswer =
  | {
      readonly outcome: 'created' | 'replaced';
      readonly revision: number;
      /** As the owner stored it. */
      readonly creationTime: number;
      readonly indexed: boolean;
    }
  | { readonly outcome: 'grant-revoked' | 'revision-mismatch' }
  /** At home: the owner, where only the content changes. */
  | { readonly outcome: 'forward'; readonly route: string }
  /** Not here, or of another owner: home decides. Home never answers so. */
  | { readonly outcome: 'absent' };

export type ReadGrantAnswer = { readonly outcome: 'live'; readonly grant: StoredGrant } | Elsewhere;

export interface RemoveGrantArgs extends ById {
  readonly ifMatch: Condition;
  /** Whether the grant itself is wanted: it is handed to exactly one caller. */
  readonly representation: boolean;
  readonly wait: boolean;
}

export type RemoveGrantAnswer =
  | { readonly outcome: 'removed'; readonly grant: StoredGrant | null; readonly indexed: boolean }
  | { readonly outcome: 'revision-mismatch' }
  /** An earlier removal, which the index may not have heard of; final where home led here. */
  | { readonly outcome: 'ended-long-ago'; readonly indexed: boolean }
  | Elsewhere;

export interface ListGrantsArgs {
  readonly route: string;
  readonly selection: GrantSelection;
  /** Those whose id is greater. */
  readonly after: string | null;
  readonly limit: number;
  readonly bytes: number;
}

export interface ListedGrants {
  readonly grants: readonly StoredGrant[];
  readonly more: boolean;
}

export interface CountGrantsArgs {
  readonly route: string;
  /** Null: of any. */
  readonly sessionId: string | null;
  readonly clientId: string | null;
}

export interface ReadGrantsArgs {
  readonly route: string;
  readonly ids: readonly Located[];
  readonly bytes: number;
}

export interface ReadGrants extends Followed {
  readonly grants: readonly StoredGrant[];
  /** Ids that were left out because the byte limit was reached. */
  readonly undecided: readonly Located[];
}

export interface RemoveGrantsArgs {
  readonly route: string;
  readonly selection: GrantSelection;
  /** What the index named for this object: found here, or followed. */
  readonly located: readonly Located[];
  readonly wait: boolean;
}

export interface RemovedGrants extends Followed {
  readonly removed: number;
  readonly indexed: boolean;
}

/** What decides whether a grant was revoked before it came. */
export type GrantNames = Pick<GrantContent, 'type' | 'subjectId' | 'sessionId' | 'clientId'>;

export interface GrantRevokedArgs {
  readonly route: string;
  readonly grant: GrantNames & Pick<GrantContent, 'creationTime'>;
  /** When its storing began at home. */
  readonly began: number;
}

/** Calls of the Worker. */
export interface GrantApi {
  storeGrant(args: StoreGrantArgs): Promise<Costed<StoreGrantAnswer>>;
  readGrant(args: ById): Promise<Costed<ReadGrantAnswer>>;
  removeGrant(args: RemoveGrantArgs): Promise<Costed<RemoveGrantAnswer>>;
  /** Of this object's subject or client, by id. */
  listGrants(args: ListGrantsArgs): Promise<Costed<ListedGrants>>;
  /** Of this object's subject or client. */
  countGrants(args: CountGrantsArgs): Promise<Costed<GrantCounts>>;
  readGrants(args: ReadGrantsArgs): Promise<Costed<ReadGrants>>;
  removeGrants(args: RemoveGrantsArgs): Promise<Costed<RemovedGrants>>;
}

/** Calls between objects. */
export interface GrantPeer {
  /** Whether a grant that would arrive here now has been revoked. */
  grantRevoked(args: GrantRevokedArgs): Promise<Costed<{ readonly revoked: boolean }>>;
}
