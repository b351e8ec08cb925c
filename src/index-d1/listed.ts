/**
 * What lists and searches see, and what they show of it. Guarantees: the condition is literally that of the partial
 * index `ix_order` and of the view under the substring index; a bound parameter in it would keep SQLite from using them.
 */
import { type SQL, sql } from './sql.ts';

export const TABLE: SQL = sql`ix`;

export const LISTED: SQL = sql`state = 'live' AND partition = ''`;

/** To be followed by `AND …`. The index is named, so that statistics can never lead the planner elsewhere. */
export const IN_ORDER: SQL = sql`ix INDEXED BY ix_order WHERE ${LISTED}`;

/** A `SessionSummary`, column by column. */
export const SUMMARY_COLUMNS: SQL = sql`ix.id AS id, ix.scheme AS scheme, ix.subject AS subjectId, ix.sid AS sessionId,
  ix.display_name AS displayName, ix.device AS device, ix.created AS created, ix.renewed AS renewed,
  ix.expires AS expires, ix.absolute_expires AS absoluteExpires, ix.rev AS revision`;

/** An `IndexedSession`. */
export const SESSION_COLUMNS: SQL = sql`${SUMMARY_COLUMNS}, ix.route AS route, ix.home AS home`;

/** A `UserSessionRow`. */
export const USER_SESSION_COLUMNS: SQL = sql`${SESSION_COLUMNS}, ix.issuer AS issuer, ix.clients AS clients`;
