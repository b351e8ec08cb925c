/** Sessions with issuer and clients, for the tests of what session management asks the index. */
import type { UserSessionQuery } from '../../src/index-d1/management-page.ts';
import { endOf } from '../../src/session/lifetime.ts';
import { foldName } from '../../src/session/session-filter.ts';
import { db, idOf, NOON } from './index-rows.ts';

export interface UserSessionFields {
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string | null;
  readonly created: number;
  readonly renewed: number;
  readonly expires: number | null;
  readonly absoluteExpires: number | null;
  readonly issuer: string | null;
  readonly clientIds: readonly string[];
  readonly partition: string;
}

export interface UserSessionOfTest extends UserSessionFields {
  readonly n: number;
  readonly id: string;
}

export const userSession = (n: number, fields: Partial<UserSessionFields> = {}): UserSessionOfTest => ({
  n,
  id: idOf(n),
  subjectId: `subject-${n}`,
  sessionId: `SID-${n}`,
  displayName: `Person ${n}`,
  created: NOON + n,
  renewed: NOON + n,
  expires: null,
  absoluteExpires: null,
  issuer: 'https://issuer.example',
  clientIds: [],
  partition: '',
  ...fields,
});

/** Written with SQL: what writes the index is tested for itself. */
export async function keep(...rows: readonly UserSessionOfTest[]): Promise<void> {
  const told = rows.map((row) => ({
    ...row,
    nameFolded: row.displayName === null ? null : foldName(row.displayName),
    ends: endOf(row),
    clients: row.clientIds.length === 0 ? null : JSON.stringify(row.clientIds),
  }));
  await db
    .prepare(
      `INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
         device, created, renewed, expires, absolute_expires, ends, key_id, issuer, clients)
       SELECT value ->> 'id', 'route-' || (value ->> 'n'), 'home-' || (value ->> 'n'), value ->> 'partition', 'live', 1, 1,
         value ->> 'subjectId', value ->> 'sessionId', 'cookie', value ->> 'displayName', value ->> 'nameFolded', NULL,
         value ->> 'created', value ->> 'renewed', value ->> 'expires', value ->> 'absoluteExpires', value ->> 'ends',
         'key-1', value ->> 'issuer', value ->> 'clients'
       FROM json_each(?1) WHERE true
       ON CONFLICT (id) DO UPDATE SET partition = excluded.partition, state = 'live', rev = rev + 1,
         subject = excluded.subject, sid = excluded.sid, display_name = excluded.display_name,
         name_folded = excluded.name_folded, created = excluded.created, renewed = excluded.renewed,
         expires = excluded.expires, absolute_expires = excluded.absolute_expires, ends = excluded.ends,
         issuer = excluded.issuer, clients = excluded.clients`,
    )
    .bind(JSON.stringify(told))
    .run();
}

/** Leaves a tombstone. */
export async function end(n: number): Promise<void> {
  await db
    .prepare(
      `UPDATE ix SET state = 'ended', rev = rev + 1, subject = NULL, sid = NULL, scheme = NULL, display_name = NULL,
         name_folded = NULL, created = NULL, renewed = NULL, expires = NULL, absolute_expires = NULL, ends = NULL,
         key_id = NULL, issuer = NULL, clients = NULL WHERE id = ?1`,
    )
    .bind(idOf(n))
    .run();
}

export const userSessionQuery = (fields: Partial<UserSessionQuery> = {}): UserSessionQuery => ({
  subjectId: null,
  sessionId: null,
  displayName: null,
  clientId: null,
  active: null,
  countRequested: 25,
  resultsToken: null,
  requestPriorResults: false,
  totals: true,
  ...fields,
});
