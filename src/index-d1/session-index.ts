/**
 * The D1 index as the rest of the system calls it. Guarantees: reads see everything that was acknowledged before the
 * call; D1's faults are `StorageUnavailable`, with `mayHaveBeenStored` for writes; every statement and row is on the
 * meter. It decides no key and no owner, and no look-up by key comes here (design.md, invariant 2).
 */

import type { Client } from '../client/client.ts';
import type { ActivityHour, ActivityQuery } from '../session/activity.ts';
import type { Meter } from '../session/cost.ts';
import type { Delivery, EndedSession } from '../session/ending.ts';
import type { SessionSummary } from '../session/server-side-session.ts';
import type { SessionQuery } from '../session/session-filter.ts';
import { activityIn, countActivity, lastCounted } from './activity.ts';
import { clientOf, clientsNamed } from './client-rows.ts';
import { D1Client } from './d1-client.ts';
import { deliveryById, overdueDeliveryRoutes } from './delivery-look.ts';
import { type DeliveriesQuery, deliveryPage } from './delivery-page.ts';
import type { EventPageOutcome } from './event-page.ts';
import { fenceAndLocate, type SidLocated, type SidRemoval } from './fence.ts';
import {
  type ExpiredGrant,
  type ExpiredGrantPosition,
  expiredGrants,
  type GrantPosition,
  type GrantsLocated,
  type LocatedGrant,
  locatedGrantsBySid,
  locateGrants,
  type SubjectlessFilter,
} from './grant-look.ts';
import { type EndedSessionQuery, historyPage } from './history-page.ts';
import type { DeliveryRow, Projectable, ProjectionAnswer } from './index-row.ts';
import {
  type ExpiredOf,
  type ExpiredPosition,
  type ExpiredRow,
  expiredRows,
  type LocatedInOrder,
  type LocatedInPartition,
  type LocatedOfSubject,
  locatedByIds,
  locatedBySid,
  locatedInPartitions,
  type PartitionPosition,
  type Position,
  summaryById,
} from './located.ts';
import { type ManagementPageOutcome, queryManagementPage, type UserSessionQuery } from './management-page.ts';
import { type PageOutcome, queryPage } from './page.ts';
import { projectRows } from './projector.ts';
import { type Resealed, resealed, type Sealed, type SealedRow, sealedByOtherKeys } from './resealing.ts';
import { type Envelopes, envelopesByKey, type IndexStats, statsAt } from './stats.ts';
import {
  cursor,
  purgeActivity,
  purgeDeliveries,
  purgeFences,
  purgeGrantTombstones,
  purgeHistory,
  purgeTombstones,
  removeGhost,
  type SampledRow,
  sample,
  setCursor,
} from './sweep.ts';
import { setUnprojected, type Unprojected, unprojected } from './unprojected.ts';
import { type IndexedUserSession, userSessionById } from './user-session-row.ts';

export class SessionIndex {
  readonly #db: D1Database;
  readonly #meter: Meter;

  constructor(db: D1Database, meter: Meter) {
    this.#db = db;
    this.#meter = meter;
  }

  /** A session of the Sessions API for one call: shared by several, later reads could be a replica's. */
  get #primary(): D1Client {
    return D1Client.primary(this.#db, this.#meter);
  }

  /** Writes rows where they are newer, and reads the fences over the live ones' sids, and the registrations of their clients. */
  project(rows: Projectable): Promise<ProjectionAnswer> {
    return projectRows(this.#db, this.#meter, rows);
  }

  /** Writes fences and says where the first `limit` sessions and grants under the sid are. */
  fenceAndLocate(removal: SidRemoval & { readonly limit: number }): Promise<SidLocated> {
    return fenceAndLocate(this.#primary, removal);
  }

  /** Live sessions under a sid, expired ones too, by created, then id. */
  async locateBySid(
    partition: string,
    sessionId: string,
    after: Position | null,
    limit: number,
  ): Promise<readonly LocatedInOrder[]> {
    const [rows] = await this.#primary.read(locatedBySid(partition, sessionId, after, limit));
    return rows;
  }

  /** The same of some partitions, by partition, created, then id. */
  async locateInPartitions(
    partitions: readonly string[],
    sessionId: string,
    after: PartitionPosition | null,
    limit: number,
  ): Promise<readonly LocatedInPartition[]> {
    const [rows] = await this.#primary.read(locatedInPartitions(partitions, sessionId, after, limit));
    return rows;
  }

  /** Live grants under a sid, by their number. */
  async locateGrantsBySid(sessionId: string, afterN: number, limit: number): Promise<readonly LocatedGrant[]> {
    const [rows] = await this.#primary.read(locatedGrantsBySid(sessionId, afterN, limit));
    return rows;
  }

  /** Those of the public ids that are ordinary live sessions, expired ones too; in no order. */
  async sessionsByIds(ids: readonly string[]): Promise<readonly LocatedOfSubject[]> {
    const [rows] = await this.#primary.read(locatedByIds(ids));
    return rows;
  }

  summaryById(id: string): Promise<SessionSummary | null> {
    return summaryById(this.#primary, id);
  }

  /** QuerySessions of the contract, on summaries. `keys` of the results token: the first writes, all read. */
  page(query: SessionQuery, keys: readonly CryptoKey[]): Promise<PageOutcome> {
    return queryPage(this.#primary, query, keys);
  }

  userSessionById(id: string): Promise<IndexedUserSession | null> {
    return userSessionById(this.#primary, id);
  }

  /** QuerySessions of session management. */
  managementPage(query: UserSessionQuery, now: number, keys: readonly CryptoKey[]): Promise<ManagementPageOutcome> {
    return queryManagementPage(this.#primary, query, now, keys);
  }

  history(query: EndedSessionQuery, keys: readonly CryptoKey[]): Promise<EventPageOutcome<EndedSession>> {
    return historyPage(this.#primary, query, keys);
  }

  deliveries(query: DeliveriesQuery, keys: readonly CryptoKey[]): Promise<EventPageOutcome<Delivery>> {
    return deliveryPage(this.#primary, query, keys);
  }

  expired(
    now: number,
    after: ExpiredPosition | null,
    limit: number,
    of: ExpiredOf = 'both',
  ): Promise<readonly ExpiredRow[]> {
    return expiredRows(this.#primary, now, after, limit, of);
  }

  /** Live grants that match, at most `limit`; `next` goes on, also where nothing was located. */
  locateGrants(filter: SubjectlessFilter, after: GrantPosition | null, limit: number): Promise<GrantsLocated> {
    return locateGrants(this.#primary, filter, after, limit);
  }

  async expiredGrants(
    now: number,
    after: ExpiredGrantPosition | null,
    limit: number,
  ): Promise<readonly ExpiredGrant[]> {
    const [rows] = await this.#primary.read(expiredGrants(now, after, limit));
    return rows;
  }

  /** Those of the clients that are registered; in no order. */
  async registrations(clientIds: readonly string[]): Promise<readonly Client[]> {
    const [rows] = await this.#primary.read(clientsNamed(clientIds));
    return rows.map(clientOf);
  }

  async delivery(id: string): Promise<DeliveryRow | null> {
    const [rows] = await this.#primary.read(deliveryById(id));
    return rows[0] ?? null;
  }

  /** Objects that have deliveries due before `before`: those of the `limit` longest overdue. */
  async overdueDeliveryRoutes(before: number, limit: number): Promise<readonly string[]> {
    const [rows] = await this.#primary.read(overdueDeliveryRoutes(before, limit));
    return rows.map(({ route }) => route);
  }

  /** Live rows whose envelope is sealed with another key, walking `limit` rows by their number; `next` is null at the end. */
  sealedByOtherKeys(
    of: Sealed,
    keyId: string,
    afterN: number,
    limit: number,
  ): Promise<{ readonly rows: readonly SealedRow[]; readonly next: number | null }> {
    return sealedByOtherKeys(this.#primary, of, keyId, afterN, limit);
  }

  /** Their envelopes are sealed with this key now. */
  resealed(of: Sealed, rows: readonly Resealed[], keyId: string): Promise<void> {
    return resealed(this.#primary, of, rows, keyId);
  }

  /** Envelopes by the key that sealed them. */
  envelopes(): Promise<Envelopes> {
    return envelopesByKey(this.#primary);
  }

  /** Objects that hold what the index has not, as far as cron has seen: the longest waiting first. */
  unprojected(): Promise<readonly Unprojected[]> {
    return unprojected(this.#primary);
  }

  setUnprojected(objects: readonly Unprojected[]): Promise<void> {
    return setUnprojected(this.#primary, objects);
  }

  stats(now: number): Promise<IndexStats> {
    return statsAt(this.#primary, now);
  }

  /** Counts whole hours, anew where they have been counted. */
  countActivity(hours: ActivityQuery): Promise<void> {
    return countActivity(this.#primary, hours);
  }

  /** The hours that have been counted, in order. */
  activity(asked: ActivityQuery): Promise<readonly ActivityHour[]> {
    return activityIn(this.#primary, asked);
  }

  lastCountedHour(): Promise<number | null> {
    return lastCounted(this.#primary);
  }

  /** How many tombstones older than `before` went. */
  purgeTombstones(before: number, limit: number): Promise<number> {
    return purgeTombstones(this.#primary, before, limit);
  }

  purgeGrantTombstones(before: number, limit: number): Promise<number> {
    return purgeGrantTombstones(this.#primary, before, limit);
  }

  purgeHistory(before: number, limit: number): Promise<number> {
    return purgeHistory(this.#primary, before, limit);
  }

  purgeDeliveries(before: number, limit: number): Promise<number> {
    return purgeDeliveries(this.#primary, before, limit);
  }

  purgeFences(before: number, limit: number): Promise<number> {
    return purgeFences(this.#primary, before, limit);
  }

  purgeActivity(before: number, limit: number): Promise<number> {
    return purgeActivity(this.#primary, before, limit);
  }

  removeGhost(id: string, revision: number): Promise<boolean> {
    return removeGhost(this.#primary, id, revision);
  }

  /** Live rows by their number, for drift checks; `next` is null at the end. */
  sample(
    afterN: number,
    limit: number,
  ): Promise<{ readonly rows: readonly SampledRow[]; readonly next: number | null }> {
    return sample(this.#primary, afterN, limit);
  }

  cursor(name: string): Promise<string | null> {
    return cursor(this.#primary, name);
  }

  setCursor(name: string, value: string | null): Promise<void> {
    return setCursor(this.#primary, name, value);
  }
}
