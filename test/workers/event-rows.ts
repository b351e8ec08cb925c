/** Entries of history and deliveries, for the tests of what is asked of them. */
import type { DeliveriesQuery } from '../../src/index-d1/delivery-page.ts';
import type { EndedSessionQuery } from '../../src/index-d1/history-page.ts';
import type { DeliveryRow, HistoryRow } from '../../src/index-d1/index-row.ts';
import type { Delivery, EndedSession } from '../../src/session/ending.ts';
import { db, idOf, NOON, newIndex, told } from './index-rows.ts';

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

let revision = 0;

export async function tellHistory(...events: readonly EndedSession[]): Promise<void> {
  const history = events.map((event): HistoryRow => {
    revision += 1;
    return { ...event, revision };
  });
  await newIndex().project(told([], { history }));
}

/** A delivery that is there is replaced, in its place. */
export async function tellDeliveries(...events: readonly Delivery[]): Promise<void> {
  revision += 1;
  const deliveries = events.map(
    (event): DeliveryRow => ({ ...event, revision, route: 'route', issuer: null, tokenSub: 'sub', tokenSid: 'sid' }),
  );
  await newIndex().project(told([], { deliveries }));
}

export async function forget(table: 'history' | 'delivery', id: string): Promise<void> {
  await db.prepare(`DELETE FROM ${table} WHERE id = ?1`).bind(id).run();
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
