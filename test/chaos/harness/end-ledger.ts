/**
 * Watches the transactions of one object: a session that goes, or gets another sid, leaves exactly one entry of history in that
 * transaction; an entry goes only when it was acknowledged, and storage only with none left; no grant is stored under a sid of
 * which a session has ended within a day and none is here. Guarantees: what was acknowledged
 * is told, so that the driver can hold it against the index.
 */

import { report } from './violations.ts';
import { DAY } from './virtual-clock.ts';

interface Seen {
  /** Sessions of the session store: id to sid. */
  readonly sessions: ReadonlyMap<string, string>;
  /** Ids of entries that wait. */
  readonly entries: ReadonlySet<string>;
  /** Of grants with subject and sid: id to revision and sid. */
  readonly grants: ReadonlyMap<string, { readonly rev: number; readonly sid: string }>;
}

let watching = false;
let acknowledged: string[] = [];

/** Looking costs two queries for each transaction: crowds do without. */
export function watchEnds(on: boolean): void {
  watching = on;
}

/** `<id>:<revision>` of entries that the objects have let go since the last time. */
export function takeAcknowledged(): readonly string[] {
  const taken = acknowledged;
  acknowledged = [];
  return taken;
}

const NOTHING: Seen = { sessions: new Map(), entries: new Set(), grants: new Map() };
/** By object and sid, when a session ended last: of an end that a reset has undone, the session is here. */
const endedAt = new Map<string, number>();
/** Transactions in which a session may end as it arrives. */
const ARRIVALS = new Set(['adopt', 'adopt-at-home']);

export class EndLedger {
  readonly #sql: SqlStorage;
  readonly #route: string;

  constructor(sql: SqlStorage, route: string) {
    this.#sql = sql;
    this.#route = route;
  }

  look(): Seen {
    if (!watching || !this.#has('s')) return NOTHING;
    const sessions = this.#sql
      .exec<{ id: string; sid: string }>(`SELECT id, sid FROM s WHERE partition = ''`)
      .toArray();
    const entries = this.#sql.exec<{ id: string }>(`SELECT id FROM outbox WHERE kind = 'history'`).toArray();
    const stored = this.#has('g')
      ? this.#sql
          .exec<{ id: string; rev: number; sid: string }>(
            'SELECT id, rev, sid FROM g WHERE subject IS NOT NULL AND sid IS NOT NULL',
          )
          .toArray()
      : [];
    return {
      grants: new Map(stored.map(({ id, rev, sid }) => [id, { rev, sid }])),
      sessions: new Map(sessions.map(({ id, sid }) => [id, sid])),
      entries: new Set(entries.map(({ id }) => id)),
    };
  }

  #has(table: string): boolean {
    return this.#sql.exec('SELECT 1 FROM sqlite_master WHERE name = ?', table).toArray().length > 0;
  }

  /** After the transaction `label`, which began with `before`, at `at`. */
  check(label: string, before: Seen, at: number): void {
    if (!watching) return;
    const after = this.look();
    const ended = [...before.sessions].filter(([id, sid]) => after.sessions.get(id) !== sid).map(([id]) => id);
    const entered = [...after.entries]
      .filter((entry) => !before.entries.has(entry))
      .map((entry) => entry.split(':')[0]);
    for (const id of ended) {
      const entries = entered.filter((one) => one === id).length;
      if (entries !== 1) report(`${label} at ${this.#route} ends ${id} with ${entries} entries of history`);
    }
    const strange = entered.filter((id) => id === undefined || !ended.includes(id));
    if (strange.length > 0 && !ARRIVALS.has(label)) {
      report(`${label} at ${this.#route} enters ${strange.join(', ')}, of which nothing ended`);
    }
    const gone = [...before.entries].filter((entry) => !after.entries.has(entry));
    if (gone.length > 0 && label !== 'acknowledge') report(`${label} at ${this.#route} drops ${gone.join(', ')}`);
    acknowledged.push(...gone);
    this.#checkGrants(label, { before, after, at });
    for (const id of ended) endedAt.set(`${this.#route} ${before.sessions.get(id)}`, at);
  }

  #checkGrants(label: string, { before, after, at }: { before: Seen; after: Seen; at: number }): void {
    const here = new Set(after.sessions.values());
    for (const [id, { rev, sid }] of after.grants) {
      const since = at - (endedAt.get(`${this.#route} ${sid}`) ?? Number.NEGATIVE_INFINITY);
      if (before.grants.get(id)?.rev === rev || here.has(sid) || since >= DAY) continue;
      report(`${label} at ${this.#route} stores ${id} under a sid that has ended ${since} ms ago`);
    }
  }

  /** Before the storage goes. */
  checkEmpty(): void {
    if (watching && this.look().entries.size > 0) report(`${this.#route} deletes itself with entries of history`);
  }
}
