/**
 * The D1 index as the rest of the system calls it. Guarantees: reads see everything that was acknowledged before the
 * call; D1's faults are `StorageUnavailable`, with `mayHaveBeenStored` for writes; every statement and row is on the
 * meter. It decides no key and no owner, and no look-up by key comes here (design.md, invariant 2).
 */
import type { Meter } from '../session/cost.ts';
import type { Delivery, EndedSession } from '../session/ending.ts';
import type { SessionSummary } from '../session/server-side-session.ts';
import type { SessionQuery } from '../session/session-filter.ts';
import { D1Client } from './d1-client.ts';
import { type DeliveriesQuery, deliveryPage } from './delivery-page.ts';
import type { EventPageOutcome } from './event-page.ts';
import { fenceAndLocate, type SidRemoval } from './fence.ts';
import { type EndedSessionQuery, historyPage } from './history-page.ts';
import type { Fence, IndexRow } from './index-row.ts';
import {
  type ExpiredPosition,
  type ExpiredRow,
  expiredRows,
  type LocatedInOrder,
  locatedBySid,
  type Position,
  summaryById,
} from './located.ts';
import { type ManagementPageOutcome, queryManagementPage, type UserSessionQuery } from './management-page.ts';
import { type PageOutcome, queryPage } from './page.ts';
import { projectRows } from './projector.ts';
import { cursor, purgeFences, purgeTombstones, removeGhost, type SampledRow, sample, setCursor } from './sweep.ts';
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

  /** Writes rows where they are newer, and reads the fences over their sids. */
  project(rows: readonly IndexRow[]): Promise<{ readonly fences: readonly Fence[] }> {
    return projectRows(this.#db, this.#meter, rows);
  }

  /** Writes a fence and says where the first `limit` sessions under its sid are; `locateBySid` gives the rest. */
  fenceAndLocate(removal: SidRemoval & { readonly limit: number }): Promise<readonly LocatedInOrder[]> {
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

  expired(now: number, after: ExpiredPosition | null, limit: number): Promise<readonly ExpiredRow[]> {
    return expiredRows(this.#primary, now, after, limit);
  }

  /** How many tombstones older than `before` went. */
  purgeTombstones(before: number, limit: number): Promise<number> {
    return purgeTombstones(this.#primary, before, limit);
  }

  purgeFences(before: number, limit: number): Promise<number> {
    return purgeFences(this.#primary, before, limit);
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
