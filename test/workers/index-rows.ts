/** Rows and filters for the tests of the D1 index. */
import { env } from 'cloudflare:workers';
import type { SidRemoval } from '../../src/index-d1/fence.ts';
import type {
  DeliveryRow,
  EndedGrantRow,
  EndedRow,
  HistoryRow,
  IndexRow,
  LiveGrantRow,
  LiveRow,
  Projectable,
} from '../../src/index-d1/index-row.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import { type Cost, Meter } from '../../src/session/cost.ts';
import type { SessionQuery } from '../../src/session/session-filter.ts';

export const db = (env as unknown as { INDEX: D1Database }).INDEX;

export const newIndex = (): SessionIndex => new SessionIndex(db, new Meter());

/** What a call cost, beside its answer. */
export async function metered<T>(call: (index: SessionIndex) => Promise<T>): Promise<{ answer: T; cost: Cost }> {
  const meter = new Meter();
  return { answer: await call(new SessionIndex(db, meter)), cost: meter.total };
}

/** 43 characters; the order of ids is not the order of numbers. */
export const idOf = (n: number): string =>
  Math.imul(n + 1, 0x9e3779b1)
    .toString(36)
    .replace('-', '_')
    .padStart(43, 'x');

export const NOON = Date.UTC(2026, 5, 1, 12);

export const live = (n: number, fields: Partial<LiveRow> = {}): LiveRow => ({
  state: 'live',
  id: idOf(n),
  route: `route-${n}`,
  home: `home-${n}`,
  partition: '',
  scheme: 'cookie',
  subjectId: `subject-${n}`,
  sessionId: `SID-${n}`,
  displayName: `Person ${n}`,
  device: 'Firefox on Windows',
  created: NOON + n,
  renewed: NOON + n,
  expires: NOON + n + 3_600_000,
  absoluteExpires: null,
  keyId: 'key-1',
  issuer: null,
  clientIds: [],
  revision: 1,
  at: NOON + n,
  ...fields,
});

export const ended = (n: number, revision: number, fields: Partial<EndedRow> = {}): EndedRow => ({
  state: 'ended',
  id: idOf(n),
  route: `route-${n}`,
  home: `home-${n}`,
  partition: '',
  revision,
  at: NOON + n,
  ...fields,
});

export const liveGrant = (n: number, fields: Partial<LiveGrantRow> = {}): LiveGrantRow => ({
  state: 'live',
  id: idOf(n),
  route: `route-${n}`,
  home: `home-${n}`,
  keyId: 'key-1',
  type: 'refresh_token',
  subjectId: `subject-${n}`,
  sessionId: `SID-${n}`,
  clientId: 'shop',
  grantId: null,
  lookup: null,
  expiration: null,
  revision: 1,
  at: NOON + n,
  ...fields,
});

export const endedGrant = (n: number, revision: number, fields: Partial<EndedGrantRow> = {}): EndedGrantRow => ({
  state: 'ended',
  id: idOf(n),
  route: `route-${n}`,
  home: `home-${n}`,
  revision,
  at: NOON + n,
  ...fields,
});

export const past = (n: number, fields: Partial<HistoryRow> = {}): HistoryRow => ({
  id: idOf(n),
  subjectId: `subject-${n}`,
  sessionId: `SID-${n}`,
  displayName: `Person ${n}`,
  device: 'Firefox on Windows',
  created: NOON + n,
  ended: NOON + n + 1,
  reason: 'terminated',
  actor: 'operator',
  onBehalfOf: null,
  revision: 1,
  ...fields,
});

export const delivery = (n: number, fields: Partial<DeliveryRow> = {}): DeliveryRow => ({
  id: idOf(n),
  route: `route-${n}`,
  clientId: 'shop',
  subjectId: `subject-${n}`,
  sessionId: `SID-${n}`,
  tokenSub: `sub-${n}`,
  tokenSid: `sid-${n}`,
  issuer: 'https://id.example',
  reason: 'user_logout',
  status: 'pending',
  attempts: 0,
  lastError: null,
  nextAttempt: NOON + n,
  created: NOON + n,
  revision: 1,
  ...fields,
});

/** A removal of what is under the sid of the first row. */
export const REMOVAL: SidRemoval = {
  partition: '',
  sessionId: 'SID-1',
  kinds: ['session'],
  clients: null,
  reason: 'terminated',
  actor: 'operator',
  onBehalfOf: null,
  notify: false,
  at: NOON,
};

/** One flush: of sessions, and of what else is given. */
export const told = (sessions: readonly IndexRow[], others: Partial<Projectable> = {}): Projectable => ({
  sessions,
  grants: [],
  history: [],
  deliveries: [],
  ...others,
});

export const query = (fields: Partial<SessionQuery> = {}): SessionQuery => ({
  subjectId: null,
  sessionId: null,
  displayName: null,
  countRequested: 25,
  resultsToken: null,
  requestPriorResults: false,
  fields: 'summary',
  totals: true,
  ...fields,
});

export async function tokenKey(fill = 7): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(32).fill(fill), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Empties the index; fails where the substring index and its rows disagree, or what triggers keep outlives them. */
export async function emptyIndex(): Promise<void> {
  await db.prepare(`INSERT INTO ix_text (ix_text, rank) VALUES ('integrity-check', 1)`).run();
  const tables = ['ix', 'gx', 'history', 'delivery', 'fence', 'client', 'cron_state', 'activity'];
  await db.batch(tables.map((table) => db.prepare(`DELETE FROM ${table}`)));
  const kept = await db
    .prepare(
      'SELECT (SELECT sum(n) FROM tally) + (SELECT count(*) FROM ix_client) + (SELECT count(*) FROM ix_subject) AS n',
    )
    .first<{ readonly n: number }>();
  if (kept?.n !== 0) throw new Error(`${kept?.n} entries outlived their rows`);
}
