/**
 * The BFF store on objects and index: `UserSessionStore` as the edge runs it. Its sessions live in the objects of
 * their subjects beside the ordinary ones, and the operations are the same with a partition. Made once per request.
 */
import type { SessionFilter } from '../session/session-filter.ts';
import type { DeleteManyOutcome, DeleteOutcome, ReadOptions, WriteOptions } from '../session/session-store.ts';
import { deleteSession, getSession, updateRecord } from '../store/by-key.ts';
import { deleteSessions } from '../store/delete-many.ts';
import { getSessions } from '../store/find.ts';
import type { StoreParts } from '../store/store-parts.ts';
import type { BffSessionUpdate, NewBffSession } from './bff-session.ts';
import { createBffSession } from './create.ts';
import { removeExpired } from './remove-expired.ts';
import { bffSessionOf, listedBffSessionOf, recordOf } from './stored-record.ts';
import type { FindBffOutcome, GetBffOutcome, UpdateBffOutcome, UserSessionStore } from './user-session-store.ts';

export class EdgeUserSessionStore implements UserSessionStore {
  readonly #parts: StoreParts;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  create(partition: string, session: NewBffSession, options: WriteOptions = {}) {
    return createBffSession(this.#parts, partition, session, options);
  }

  async get(partition: string, key: string, options: ReadOptions = {}): Promise<GetBffOutcome> {
    const found = await getSession(this.#parts, key, options, partition);
    return found.outcome === 'found' ? { outcome: 'found', session: bffSessionOf(partition, found.session) } : found;
  }

  async update(
    partition: string,
    key: string,
    update: BffSessionUpdate,
    options: WriteOptions = {},
  ): Promise<UpdateBffOutcome> {
    const addressed = { key, partition, mode: 'replace' } as const;
    const updated = await updateRecord(this.#parts, addressed, recordOf(update), options);
    if (updated.outcome !== 'updated') return updated;
    return { ...updated, session: bffSessionOf(partition, updated.session) };
  }

  delete(partition: string, key: string, options: WriteOptions = {}): Promise<DeleteOutcome> {
    return deleteSession(this.#parts, key, options, 'delete', partition);
  }

  async find(partition: string, filter: SessionFilter, resultsToken: string | null = null): Promise<FindBffOutcome> {
    const found = await getSessions(this.#parts, filter, resultsToken, partition);
    if (found.outcome !== 'found') return found;
    return { ...found, sessions: found.sessions.map((session) => listedBffSessionOf(partition, session)) };
  }

  deleteAll(partition: string, filter: SessionFilter, options: WriteOptions = {}): Promise<DeleteManyOutcome> {
    return deleteSessions(this.#parts, filter, options, partition);
  }

  removeExpired(): Promise<number> {
    return removeExpired(this.#parts);
  }
}
