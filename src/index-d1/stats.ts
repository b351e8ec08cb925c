/**
 * How much there is. Contract: "stats". Guarantees: exact and of one moment; nothing is counted but what has expired, so the
 * rows read do not grow with the live sessions. Relies on the triggers that keep `tally` and `ix_subject`.
 */
import type { D1Client } from './d1-client.ts';
import { sql } from './sql.ts';

export interface IndexStats {
  /** Ordinary sessions that have not expired. */
  readonly activeSessions: number;
  readonly expiredNotRemoved: number;
  /** Those that have an active session. */
  readonly subjects: number;
  readonly pendingDeliveries: number;
  readonly deadDeliveries: number;
  /** Of live sessions (BFF too, and expired ones) and grants, by the id of their key; keys without one are not there. */
  readonly envelopes: ReadonlyMap<string, number>;
}

/** Envelopes of live records by the id of their key; keys without one are not there. */
export interface Envelopes {
  /** Of every partition. */
  readonly sessions: ReadonlyMap<string, number>;
  readonly grants: ReadonlyMap<string, number>;
}

/** A few rows, however many sessions there are. */
export async function envelopesByKey(client: D1Client): Promise<Envelopes> {
  const [tallies] = await client.read(
    sql<TallyRow>`SELECT what, key_id AS keyId, n FROM tally WHERE n > 0 AND what IN ('session', 'bff', 'grant')`,
  );
  const sumsOf = (of: (row: TallyRow) => boolean) => {
    const sums = new Map<string, number>();
    for (const { keyId, n } of tallies.filter(of)) sums.set(keyId, (sums.get(keyId) ?? 0) + n);
    return sums;
  };
  return { sessions: sumsOf(({ what }) => what !== 'grant'), grants: sumsOf(({ what }) => what === 'grant') };
}

interface TallyRow {
  readonly what: 'session' | 'bff' | 'grant' | 'subject' | 'delivery';
  readonly keyId: string;
  readonly n: number;
}

/** Sessions that have expired, and subjects that have no other. */
interface ExpiredSums {
  readonly sessions: number;
  readonly subjects: number;
}

export async function statsAt(client: D1Client, now: number): Promise<IndexStats> {
  const [tallies, [expired]] = await client.read(
    sql<TallyRow>`SELECT what, key_id AS keyId, n FROM tally WHERE n > 0`,
    sql<ExpiredSums>`SELECT coalesce(sum(expired.n), 0) AS sessions, coalesce(sum(expired.n = ix_subject.n), 0) AS subjects
        FROM (SELECT route, count(*) AS n FROM ix INDEXED BY ix_ends
              WHERE state = 'live' AND ends IS NOT NULL AND ends <= ${now} AND partition = '' GROUP BY route) AS expired
        CROSS JOIN ix_subject ON ix_subject.route = expired.route`,
  );
  const sum = (of: (row: TallyRow) => boolean) => tallies.filter(of).reduce((total, { n }) => total + n, 0);
  const envelopes = new Map<string, number>();
  for (const { what, keyId, n } of tallies) {
    if (what === 'session' || what === 'bff' || what === 'grant') envelopes.set(keyId, (envelopes.get(keyId) ?? 0) + n);
  }
  const expiredNotRemoved = expired?.sessions ?? 0;
  return {
    activeSessions: sum(({ what }) => what === 'session') - expiredNotRemoved,
    expiredNotRemoved,
    subjects: sum(({ what }) => what === 'subject') - (expired?.subjects ?? 0),
    pendingDeliveries: sum(({ what, keyId }) => what === 'delivery' && keyId === 'pending'),
    deadDeliveries: sum(({ what, keyId }) => what === 'delivery' && keyId === 'dead'),
    envelopes,
  };
}
