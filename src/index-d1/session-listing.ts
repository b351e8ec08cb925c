/** The list of sessions, by created, then id: as the session store shows it, and as session management does. */
import { beyond, type Gap, isStart, START } from './gap.ts';
import type { ListOrder } from './list-order.ts';
import { SESSION_COLUMNS, TABLE, USER_SESSION_COLUMNS } from './listed.ts';
import type { Listing } from './listing.ts';
import type { Position } from './located.ts';
import type { IndexedSession } from './look.ts';
import type { UserSessionRow } from './user-session-row.ts';

export const SESSION_ORDER: ListOrder<Position, Gap> = {
  start: START,
  isStart,
  gapAt: ({ created, id }, side) => ({ created, id, side }),
};

export const SESSIONS: Listing<IndexedSession, Gap> = {
  ...SESSION_ORDER,
  table: TABLE,
  columns: SESSION_COLUMNS,
  beyond,
};

export const USER_SESSIONS: Listing<UserSessionRow, Gap> = {
  ...SESSION_ORDER,
  table: TABLE,
  columns: USER_SESSION_COLUMNS,
  beyond,
};
