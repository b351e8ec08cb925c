/**
 * What the use cases of one object share. Guarantees: every change is one transaction, in which the tables exist and the
 * alarm covers what was written; a transaction that fails leaves nothing behind, also in memory.
 */
import type { HistoryRow } from '../index-d1/index-row.ts';
import { fenceMargin } from '../session/windows.ts';
import { AlarmClock } from './alarm-clock.ts';
import { Locks } from './locks.ts';
import type { OutboxKind } from './outbox-table.ts';
import type { SubjectPorts, SubjectStorage } from './ports.ts';
import { Projection } from './projection.ts';
import { Registrations } from './registrations.ts';
import { Tables } from './tables.ts';

export class SubjectContext {
  readonly storage: SubjectStorage;
  readonly ports: SubjectPorts;
  readonly tables: Tables;
  readonly alarm: AlarmClock;
  readonly locks = new Locks();
  readonly projection: Projection;
  readonly registrations: Registrations;
  /** Scopes of `Idempotency-Key`s whose first request is still running. */
  readonly running = new Set<string>();
  /** Scopes that somebody works under elsewhere, and since when. */
  readonly claims = new Map<string, number>();
  /** Whether a run sends notifications at this moment. */
  delivering = false;
  /** Clients whose last attempt took long: they come after all others. */
  readonly slowClients = new Set<string>();
  #moment: number | null = null;

  constructor(storage: SubjectStorage, ports: SubjectPorts) {
    this.storage = storage;
    this.ports = ports;
    this.tables = new Tables(storage);
    this.alarm = new AlarmClock(storage);
    this.projection = new Projection(this);
    this.registrations = new Registrations(this);
  }

  /** Milliseconds since the epoch; one moment for all of a transaction. */
  now(): number {
    return this.#moment ?? this.ports.now();
  }

  /** By how much something must be older than a fence or a cut to be ended by it. */
  get margin(): number {
    return fenceMargin(this.ports.policy.indexWait);
  }

  /** The next revision: above what this object has seen, and above what the caller has. */
  tick(seen = 0): number {
    return this.tables.meta.tick(this.now(), seen);
  }

  /** One transaction of this object. */
  write<T>(route: string, label: string, change: () => T): T {
    try {
      this.#moment = this.ports.now();
      return this.storage.transact(label, () => {
        this.tables.ensure(route);
        return change();
      });
    } catch (fault) {
      this.tables.forget();
      this.alarm.forget();
      throw fault;
    } finally {
      this.#moment = null;
    }
  }

  /** The index must hear of this; the change of `of` is complete in the index only with it. */
  announce(kind: Exclude<OutboxKind, 'history'>, id: string, rev: number, of = id): void {
    this.tables.outbox.put({ kind, id, rev, of, at: this.now(), entry: null });
    this.alarm.cover(this.projection.dueAfterWrite());
  }

  /** An end, in history: it is complete in the index only with it. */
  enter(entry: HistoryRow): void {
    const { id, revision: rev } = entry;
    this.tables.outbox.put({ kind: 'history', id: `${id}:${rev}`, rev, of: id, at: this.now(), entry });
    this.alarm.cover(this.projection.dueAfterWrite());
  }

  /** An object with nothing left deletes its storage and its alarm in the same turn. */
  deleteIfEmpty(): void {
    if (!this.tables.exist || !this.tables.empty) return;
    void this.storage.deleteAll();
    this.tables.forget();
    this.alarm.forget();
  }
}
