/**
 * Watches the transactions of one object: a session that goes, or gets another sid, leaves exactly one entry of history in that
 * transaction; an entry goes only when it was acknowledged, and storage only with none left. Guarantees: what was acknowledged
 * is told, so that the driver can hold it against the index.
 */
import { report } from './violations.ts';

interface Seen {
  /** Sessions of the session store: id to sid. */
  readonly sessions: ReadonlyMap<string, string>;
  /** Ids of entries that wait. */
  readonly entries: ReadonlySet<string>;
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

const NOTHING: Seen = { sessions: new Map(), entries: new Set() };
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
    if (!watching || this.#sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 's'`).toArray().length === 0) {
      return NOTHING;
    }
    const sessions = this.#sql
      .exec<{ id: string; sid: string }>(`SELECT id, sid FROM s WHERE partition = ''`)
      .toArray();
    const entries = this.#sql.exec<{ id: string }>(`SELECT id FROM outbox WHERE kind = 'history'`).toArray();
    return {
      sessions: new Map(sessions.map(({ id, sid }) => [id, sid])),
      entries: new Set(entries.map(({ id }) => id)),
    };
  }

  /** After the transaction `label`, which began with `before`. */
  check(label: string, before: Seen): void {
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
  }

  /** Before the storage goes. */
  checkEmpty(): void {
    if (watching && this.look().entries.size > 0) report(`${this.#route} deletes itself with entries of history`);
  }
}
