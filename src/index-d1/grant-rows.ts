/**
 * Rows of grants on their way into the index. Guarantees: a row holds only where its revision is higher; a tombstone keeps
 * nothing but where the grant was.
 */
import type { GrantRow } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { type SQL, sql } from './sql.ts';

export const putGrants = (rows: readonly GrantRow[]): SQL =>
  sql`INSERT INTO gx (id, route, home, state, rev, at, key_id, type, subject, sid, client_id, grant_id, lookup, expiration)
      SELECT value ->> 'id', value ->> 'route', value ->> 'home', value ->> 'state', value ->> 'revision',
        value ->> 'at', value ->> 'keyId', value ->> 'type', value ->> 'subjectId', value ->> 'sessionId',
        value ->> 'clientId', value ->> 'grantId', value ->> 'lookup', value ->> 'expiration'
      FROM ${jsonRows(rows)} WHERE true
      ON CONFLICT (id) DO UPDATE SET route = excluded.route, home = excluded.home, state = excluded.state,
        rev = excluded.rev, at = excluded.at, key_id = excluded.key_id, type = excluded.type,
        subject = excluded.subject, sid = excluded.sid, client_id = excluded.client_id, grant_id = excluded.grant_id,
        lookup = excluded.lookup, expiration = excluded.expiration
      WHERE excluded.rev > gx.rev`;
