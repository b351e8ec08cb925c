/** Sessions that have ended: whose, when, why, and by whom. Guarantees: costs what the page of the API costs; the filter is the address. */
import type { Context } from 'hono';
import type { EndedSession } from '../session/ending.ts';
import { addressOf, askedOf } from './address.ts';
import type { ConsoleEnv } from './console-env.ts';
import { REASONS } from './end-reason.ts';
import { By } from './ended-by.tsx';
import { page } from './frame.tsx';
import { Pager } from './pager.tsx';
import { PersonCell, SessionCell } from './session-cells.tsx';
import { staleToken } from './stale-token.tsx';
import { Time } from './time.tsx';

/** Rows of a page, as in the reference. */
const ROWS = 25;

const FIELDS = ['subjectId', 'sessionId'] as const;
type Filter = Readonly<Record<(typeof FIELDS)[number], string | null>>;

export async function history(c: Context<ConsoleEnv>): Promise<Response> {
  const filter = askedOf(FIELDS, (name) => c.req.query(name));
  const list = addressOf('/admin/history', filter);
  const found = await c.get('service').management.history({
    ...filter,
    countRequested: ROWS,
    resultsToken: c.req.query('token') ?? null,
    requestPriorResults: c.req.query('prior') === 'true',
    totals: true,
  });
  if (found.outcome === 'results-token-invalid') return staleToken(c, list);
  const { results } = found.page;
  return page(
    c,
    { title: 'History' },
    <>
      <Search filter={filter} />
      <Pager page={found.page} list={list} of={['ended session', 'ended sessions']} />
      {results.length === 0 ? <p class="empty">No ended session matches.</p> : <Rows ended={results} />}
    </>,
  );
}

const Search = ({ filter }: { readonly filter: Filter }) => (
  <search>
    <form method="get" action="/admin/history" class="search">
      <label>
        Subject
        <input name="subjectId" value={filter.subjectId ?? ''} dir="auto" />
      </label>
      <label>
        Session id
        <input name="sessionId" value={filter.sessionId ?? ''} dir="auto" />
      </label>
      <button type="submit">Search</button>
      <a href="/admin/history">Clear</a>
    </form>
  </search>
);

const Rows = ({ ended }: { readonly ended: readonly EndedSession[] }) => (
  <table class="cards">
    <thead>
      <tr>
        {['Person', 'Session', 'Created', 'Ended', 'Why', 'By'].map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {ended.map((session) => (
        <EndedRow session={session} />
      ))}
    </tbody>
  </table>
);

function EndedRow({ session }: { readonly session: EndedSession }) {
  const { sessionId, created, ended, reason } = session;
  return (
    <tr>
      <PersonCell session={session} />
      <SessionCell session={session}>
        <a href={addressOf('/admin/deliveries', { sessionId })} class="line">
          who was told
        </a>
      </SessionCell>
      <td data-label="Created">
        <Time at={created} />
      </td>
      <td data-label="Ended">
        <Time at={ended} />
      </td>
      <td data-label="Why">{REASONS[reason]}</td>
      <td data-label="By">
        <By by={session} />
      </td>
    </tr>
  );
}
