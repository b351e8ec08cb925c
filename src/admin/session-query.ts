/** What the address of a list of sessions asks for: its filter, and which page. What the API would refuse is refused. */
import type { Context } from 'hono';
import { invalidValue } from '../session/request-refused.ts';
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
    active: activeOf(filter.active),
    countRequested: ROWS,
    resultsToken: c.req.query('token') ?? null,
    requestPriorResults: c.req.query('prior') === 'true',
    totals: true,
    withTicket: false,
  } as const;
  return { filter, query };
}

function activeOf(text: string | null): boolean | null {
  if (text !== null && text !== 'true' && text !== 'false') throw invalidValue('active', 'must be true or false');
  return text === null ? null : text === 'true';
}
