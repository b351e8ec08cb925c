/** Entries of history and deliveries, written with SQL, for the tests of what is asked of them. */
import type { DeliveriesQuery } from '../../src/index-d1/delivery-page.ts';
import type { EndedSessionQuery } from '../../src/index-d1/history-page.ts';
import type { Delivery, EndedSession } from '../../src/session/ending.ts';
import { db, idOf, NOON } from './index-rows.ts';

export const endedSession = (n: number, fields: Partial<EndedSession> = {}): EndedSession => ({
  id: idOf(n),
  subjectId: `subject-${n}`,
  sessionId: `SID-${n}`,
  displayName: `Person ${n}`,
  device: 'Firefox on Windows',
  created: NOON,
  ended: NOON + n,
  reason: 'terminated',
  actor: 'all',
  onBehalfOf: null,
  ...fields,
});

export const delivery = (n: number, fields: Partial<Delivery> = {}): Delivery => ({
  id: idOf(n),
  clientId: `client-${n}`,
  subjectId: `subject-${n}`,
  sessionId: `SID-${n}`,
  reason: 'terminated',
  status: 'pending',
  attempts: 0,
  lastError: null,
  nextAttempt: NOON + n,
  created: NOON + n,
  ...fields,
});

export async function tellHistory(...rows: readonly EndedSession[]): Promise<void> {
  await db
    .prepare(
      `INSERT INTO history (id, rev, subject, sid, display_name, device, created, ended, reason, actor, on_behalf_of)
       SELECT value ->> 'id', (SELECT coalesce(max(rev), 0) + 1 FROM history) + key, value ->> 'subjectId',
         value ->> 'sessionId', value ->> 'displayName', value ->> 'device', value ->> 'created', value ->> 'ended',
         value ->> 'reason', value ->> 'actor', value ->> 'onBehalfOf' FROM json_each(?1)`,
    )
    .bind(JSON.stringify(rows))
    .run();
}

/** A delivery that is there is replaced, in its place. */
export async function tellDeliveries(...rows: readonly Delivery[]): Promise<void> {
  await db
    .prepare(
      `INSERT INTO delivery (id, route, rev, client_id, subject, sid, token_sub, token_sid, issuer, reason, status,
         attempts, last_error, next_attempt, created)
       SELECT value ->> 'id', 'route', 1, value ->> 'clientId', value ->> 'subjectId', value ->> 'sessionId', 'sub', 'sid',
         NULL, value ->> 'reason', value ->> 'status', value ->> 'attempts', value ->> 'lastError',
         value ->> 'nextAttempt', value ->> 'created' FROM json_each(?1) WHERE true
       ON CONFLICT (id) DO UPDATE SET rev = rev + 1, status = excluded.status, attempts = excluded.attempts,
         last_error = excluded.last_error, next_attempt = excluded.next_attempt`,
    )
    .bind(JSON.stringify(rows))
    .run();
}

export async function forget(table: 'history' | 'delivery', id: string): Promise<void> {
  await db.prepare(`DELETE FROM ${table} WHERE id = ?1`).bind(id).run();
}

export async function emptyEvents(): Promise<void> {
  await db.batch([db.prepare('DELETE FROM history'), db.prepare('DELETE FROM delivery')]);
}

const PAGING = { countRequested: 25, resultsToken: null, requestPriorResults: false, totals: true } as const;

export const historyQuery = (fields: Partial<EndedSessionQuery> = {}): EndedSessionQuery => ({
  subjectId: null,
  sessionId: null,
  ...PAGING,
  ...fields,
});

export const deliveriesQuery = (fields: Partial<DeliveriesQuery> = {}): DeliveriesQuery => ({
  status: null,
  clientId: null,
  subjectId: null,
  sessionId: null,
  ...PAGING,
  ...fields,
});
