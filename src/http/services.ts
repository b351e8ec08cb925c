/**
 * What the HTTP layer needs of the rest: handed in by `index.ts`, and by tests with an in-memory store.
 * Guarantees: nothing under `src/http` knows of objects or of D1.
 */
import type { UserSessionStore } from '../bff/user-session-store.ts';
import type { ClientStore } from '../client/client-store.ts';
import type { Config, Env } from '../config.ts';
import type { SessionCoordination } from '../coordination/session-coordination.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import type { SessionManagement } from '../management/session-management.ts';
import type { Meter } from '../session/cost.ts';
import type { By } from '../session/ending.ts';
import type { ServerSideSessionStore } from '../session/session-store.ts';
import type { ServerSideTicketStore } from '../ticket/ticket-store.ts';
import type { Log } from './log.ts';

/** What one request hands to the services that it uses. */
export interface ServiceRequest {
  readonly env: Env;
  readonly config: Config;
  readonly ctx: Pick<ExecutionContext, 'waitUntil'>;
  /** Everything that the request costs is added here; `Server-Timing` tells it. */
  readonly meter: Meter;
  /** Adds the request id to each event. */
  readonly log: Log;
  /** Whose request it is: history keeps it of every end. */
  readonly by: By;
}

export interface Reindexed {
  /** Rows that the objects have handed to the index. */
  readonly projected: number;
  /** Rows that the index has not confirmed; they follow by themselves. */
  readonly waiting: number;
}

export interface Services {
  readonly store: ServerSideSessionStore;
  readonly tickets: ServerSideTicketStore;
  readonly clients: ClientStore;
  readonly grants: GrantStore;
  readonly bff: UserSessionStore;
  readonly management: SessionManagement;
  readonly coordination: SessionCoordination;
  /**
   * Makes objects project all they hold again. `objectIds` are 64 hexadecimal digits each; one that is no object of
   * this namespace is passed over, it must not throw. Faults: `StorageUnavailable`.
   */
  reindex(objectIds: readonly string[]): Promise<Reindexed>;
}

export type Health = 'ok' | 'failing';

/** Called once per request, and only for one that will be served. */
export type ServicesFactory = (request: ServiceRequest) => Services;

/** A ticket key that envelopes need and the ring lacks. */
export interface MissingTicketKey {
  readonly id: string;
  readonly envelopes: number;
}

/** Whether D1 and an object answer, every signing key signs, and the ring has every key that an envelope needs. */
export interface ReadyParts {
  readonly d1: Health;
  readonly object: Health;
  readonly keys: Health;
  /** Only where some are missing. */
  readonly missingTicketKeys?: readonly MissingTicketKey[];
}

/** Asked at most every 5 seconds, and of a misconfigured service as well. */
export type Readiness = (env: Env) => Promise<ReadyParts>;
