/** Entries of history on their way into D1. Guarantees: each end is there once, however often it is told, and never changes. */
import type { HistoryRow } from './index-row.ts';
import { jsonRows } from './json-rows.ts';
import { type SQL, sql } from './sql.ts';

export const addHistory = (rows: readonly HistoryRow[]): SQL =>
  sql`INSERT INTO history (id, rev, subject, sid, display_name, device, created, ended, reason, actor, on_behalf_of)
      SELECT value ->> 'id', value ->> 'revision', value ->> 'subjectId', value ->> 'sessionId', value ->> 'displayName',
        value ->> 'device', value ->> 'created', value ->> 'ended', value ->> 'reason', value ->> 'actor',
        value ->> 'onBehalfOf'
      FROM ${jsonRows(rows)} WHERE true
      ON CONFLICT (id, rev) DO NOTHING`;
