/**
 * What a subject object needs of the world: handed in by `index.ts`, and by the chaos suite with faults in between.
 * Guarantees: the core of the object (`subject.ts`) touches nothing else, so that every interleaving can be played.
 */
import type { Client } from '../client/client.ts';
import type { Projectable, ProjectionAnswer } from '../index-d1/index-row.ts';
import type { DeliveryOutcome } from '../logout/deliver.ts';
import type { LogoutNotice } from '../logout/notice.ts';
import type { Cost } from '../session/cost.ts';
import type { SubjectPeer } from './api.ts';

/** The part of `DurableObjectStorage` that the object uses. */
export type SubjectStorage = Pick<
  DurableObjectStorage,
  'sql' | 'getAlarm' | 'setAlarm' | 'deleteAlarm' | 'deleteAll'
> & {
  /** As `transactionSync`; the label names the step, for the log and for whoever injects faults. */
  transact<T>(label: string, step: () => T): T;
};

export interface Projected extends ProjectionAnswer {
  readonly cost: Cost;
}

export interface SubjectPolicy {
  /** How long a write waits for the index, in milliseconds; `WINDOWS.indexWait` but in tests. */
  readonly indexWait: number;
  /** Whether the object ends what has expired by itself (`REMOVE_EXPIRED_SESSIONS`). */
  readonly removeExpired: boolean;
  /** How many expired sessions one transaction ends. */
  readonly removeExpiredBatch: number;
  /** `COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION`. */
  readonly coordinateByDefault: boolean;
  /** `EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT`: all clients of an expired session hear, not only coordinated ones. */
  readonly expiryTellsAll: boolean;
}

export interface SubjectPorts {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends early, and never rejects, when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** 0 <= random < 1, for jitter only. */
  random(): number;
  /** A fresh stub of another object of this class: one that threw stays broken. */
  peer(route: string): SubjectPeer;
  /** Writes into the index what is newer, and reads what it has to say of it. May fail, before or after. */
  project(rows: Projectable): Promise<Projected>;
  /** Those of the clients that are registered. */
  registrations(clientIds: readonly string[]): Promise<{ readonly clients: readonly Client[]; readonly cost: Cost }>;
  /** One attempt. Null: the client is not registered. */
  deliver(notice: LogoutNotice, client: Client | null): Promise<DeliveryOutcome>;
  /** One line of JSON: never a key, a ticket, a token or a display name. */
  log(event: string, details: Record<string, unknown>): void;
  readonly policy: SubjectPolicy;
}
