/**
 * Rows of sessions on their way into the index. Guarantees: a row holds only where its revision is higher; a tombstone keeps
 * nothing but where the session was.
 */
import { endOf } from '../session/lifetime.ts';
import { foldName } from '../session/session-filter.ts';
import type { IndexRow } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { type SQL, sql } from './sql.ts';

/** A row as the statement takes it: an ended one has nothing more, so all the rest becomes null. */
const sent = (row: IndexRow) =>
  row.state === 'ended'
    ? row
    : {
        ...row,
        nameFolded: row.displayName === null ? null : foldName(row.displayName),
        ends: endOf(row),
        clientIds: row.clientIds.length === 0 ? null : row.clientIds,
      };

export const putSessions = (rows: readonly IndexRow[]): SQL =>
  sql`INSERT INTO ix (id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded,
        device, created, renewed, expires, absolute_expires, ends, key_id, issuer, clients)
      SELECT value ->> 'id', value ->> 'route', value ->> 'home', value ->> 'partition', value ->> 'state',
        value ->> 'revision', value ->> 'at', value ->> 'subjectId', value ->> 'sessionId', value ->> 'scheme',
        value ->> 'displayName', value ->> 'nameFolded', value ->> 'device', value ->> 'created',
        value ->> 'renewed', value ->> 'expires', value ->> 'absoluteExpires', value ->> 'ends', value ->> 'keyId',
        value ->> 'issuer', value ->> 'clientIds'
      FROM ${jsonRows(rows.map(sent))} WHERE true
      ON CONFLICT (id) DO UPDATE SET route = excluded.route, home = excluded.home, partition = excluded.partition,
        state = excluded.state, rev = excluded.rev, at = excluded.at, subject = excluded.subject,
        sid = excluded.sid, scheme = excluded.scheme, display_name = excluded.display_name,
        name_folded = excluded.name_folded, device = excluded.device, created = excluded.created,
        renewed = excluded.renewed, expires = excluded.expires, absolute_expires = excluded.absolute_expires,
        ends = excluded.ends, key_id = excluded.key_id, issuer = excluded.issuer, clients = excluded.clients
      WHERE excluded.rev > ix.rev`;
