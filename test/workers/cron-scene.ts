/**
 * The scheduled work as `compose.ts` runs it, with a clock and a budget of the test's own, and the ways to bring about
 * what it is for: an alarm that was lost, a session that is past its end, an index that has gone astray.
 */
import { env } from 'cloudflare:workers';
import type { Env } from '../../src/config.ts';
import type { Budget } from '../../src/cron/cron-parts.ts';
import type { ResealParts } from '../../src/cron/reseal-rows.ts';
import { SessionIndex } from '../../src/index-d1/session-index.ts';
import { Meter } from '../../src/session/cost.ts';
import { routeOf } from '../../src/session/keys.ts';
import { Directory } from '../../src/store/directory.ts';
import type { SubjectApi } from '../../src/subject/api.ts';
import { KeyRing, type TicketKey } from '../../src/ticket/key-ring.ts';
import { Protector } from '../../src/ticket/protector.ts';
import { db, inside, objects } from './within-service.ts';

const { TICKET_KEYS } = env as unknown as Env;

/** The ring that the Worker under test is configured with. */
export const ticketKeys: readonly TicketKey[] = JSON.parse(TICKET_KEYS ?? '[]');

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const UNLIMITED: Budget = { spent: false };

/** A budget that is asked `times` times before it is spent. */
export function budgetOf(times: number): Budget {
  let left = times;
  return {
    get spent() {
      left -= 1;
      return left < 0;
    },
  };
}

export interface Logged {
  readonly event: string;
  readonly details: Record<string, unknown> & { readonly part?: unknown; readonly done?: unknown };
}

export function cronParts(changes: Partial<ResealParts> = {}): ResealParts & { readonly logged: Logged[] } {
  const meter = new Meter();
  const logged: Logged[] = [];
  return {
    directory: new Directory((route) => objects.getByName(route) as unknown as SubjectApi, meter),
    index: new SessionIndex(db, meter),
    budget: UNLIMITED,
    removeExpired: true,
    historyKept: 30 * DAY,
    protector: new Protector(new KeyRing(ticketKeys)),
    ticketKeyIds: ticketKeys.map(({ id }) => id),
    now: Date.now,
    log: (event, details) => void logged.push({ event, details }),
    logged,
    ...changes,
  };
}

export const loseAlarm = (route: string): Promise<void> => inside(route, (storage) => storage.deleteAlarm());

/** The sessions of a subject ended an hour ago, and their object's alarm was lost. */
export async function letExpire(subjectId: string): Promise<void> {
  const end = Date.now() - HOUR;
  await inside(await routeOf(subjectId), async (storage) => {
    storage.sql.exec('UPDATE s SET expires = ?1, ends = ?1, indexed_ends = ?1', end);
    await storage.deleteAlarm();
  });
  await db.prepare('UPDATE ix SET expires = ?1, ends = ?1 WHERE subject = ?2').bind(end, subjectId).run();
}

export interface Row {
  readonly id: string;
  readonly state: 'live' | 'ended';
  readonly route: string;
  readonly rev: number;
  readonly ends: number | null;
  readonly display_name: string | null;
}

export const rowOf = (id: string): Promise<Row | null> =>
  db.prepare('SELECT id, state, route, rev, ends, display_name FROM ix WHERE id = ?').bind(id).first<Row>();

/** Rows of the index that no object knows: live, of distinct ids, in one object's name. */
export async function plantGhosts(count: number, { route, home }: { route: string; home: string }): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `${crypto.randomUUID()}${crypto.randomUUID()}`.slice(0, 43));
  await db
    .prepare(
      `INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, created, renewed)
       SELECT value, ?2, ?3, '', 'live', 7, 1, 'ghost', 'ghost', 'cookie', 1, 1 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(ids), route, home)
    .run();
  return ids;
}
