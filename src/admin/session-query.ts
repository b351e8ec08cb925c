/** What the address of a list of sessions asks for: its filter, and which page. */
import type { Context } from 'hono';
import { filterValue } from '../session/session-filter.ts';
import type { ConsoleEnv } from './console-env.ts';

/** Rows of a page, as in the reference. */
const ROWS = 25;

const FIELDS = ['displayName', 'subjectId', 'sessionId', 'clientId', 'active'] as const;
export type SessionFilter = Readonly<Record<(typeof FIELDS)[number], string | null>>;

export function queryOf(c: Context<ConsoleEnv>) {
  const filter = Object.fromEntries(FIELDS.map((name) => [name, filterValue(c.req.query(name))])) as SessionFilter;
  const query = {
    ...filter,
    active: filter.active === null ? null : filter.active === 'true',
    countRequested: ROWS,
    resultsToken: c.req.query('token') ?? null,
    requestPriorResults: c.req.query('prior') === 'true',
    totals: true,
    withTicket: false,
  } as const;
  return { filter, query };
}
