/**
 * Sessions: find them, page through them, choose which to end. Guarantees: costs what the page of the API costs; the filter is the
 * address, so that a view can be shared; a row says who, where, and until when.
 */
import type { Context } from 'hono';
import { endOf } from '../session/lifetime.ts';
import { filterValue } from '../session/session-filter.ts';
import type { UserSession } from '../ticket/user-session.ts';
import { addressOf } from './address.ts';
import { clipped, clippedList } from './clipped.ts';
import type { ConsoleEnv } from './console-env.ts';
import { page } from './frame.tsx';
import { may } from './operator.ts';
import { Pager } from './pager.tsx';
import { staleToken } from './stale-token.tsx';
import { Time } from './time.tsx';

/** Rows of a page, as in the reference. */
const ROWS = 25;

const FIELDS = ['displayName', 'subjectId', 'sessionId', 'clientId', 'active'] as const;
type Filter = Readonly<Record<(typeof FIELDS)[number], string | null>>;

export async function sessionList(c: Context<ConsoleEnv>): Promise<Response> {
  const filter = Object.fromEntries(FIELDS.map((name) => [name, filterValue(c.req.query(name))])) as Filter;
  const list = addressOf('/admin/sessions', filter);
  const found = await c.get('service').management.query({
    ...filter,
    active: filter.active === null ? null : filter.active === 'true',
    countRequested: ROWS,
    resultsToken: c.req.query('token') ?? null,
    requestPriorResults: c.req.query('prior') === 'true',
    totals: true,
    withTicket: false,
  });
  if (found.outcome === 'results-token-invalid') return staleToken(c, list);
  const canEnd = may(c.get('operator'), 'manage');
  const { results } = found.page;
  return page(
    c,
    { title: 'Sessions' },
    <>
      <Search filter={filter} />
      <Pager page={found.page} list={list} of={['session', 'sessions']} />
      {found.page.incomplete && <p class="notice">The search has not seen everything yet: Next goes on.</p>}
      <form method="get" action="/admin/end" id="chosen">
        {results.length === 0 ? <p class="empty">No session matches.</p> : <Rows sessions={results} canEnd={canEnd} />}
        {canEnd && results.length > 0 && (
          <p class="actions">
            <button type="submit">End the chosen…</button>
          </p>
        )}
      </form>
    </>,
  );
}

const Search = ({ filter }: { readonly filter: Filter }) => (
  <search>
    <form method="get" action="/admin/sessions" class="search">
      <label>
        Name
        <input name="displayName" value={filter.displayName ?? ''} dir="auto" />
      </label>
      <label>
        Subject
        <input name="subjectId" value={filter.subjectId ?? ''} dir="auto" />
      </label>
      <label>
        Session id
        <input name="sessionId" value={filter.sessionId ?? ''} />
      </label>
      <label>
        Client
        <input name="clientId" value={filter.clientId ?? ''} />
      </label>
      <label>
        State
        <select name="active">
          {[
            ['', 'any'],
            ['true', 'active'],
            ['false', 'expired'],
          ].map(([value, name]) => (
            <option value={value} selected={value === (filter.active ?? '')}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Search</button>
      <a href="/admin/sessions">Clear</a>
    </form>
  </search>
);

const Rows = ({ sessions, canEnd }: { readonly sessions: readonly UserSession[]; readonly canEnd: boolean }) => (
  <table class="cards">
    <thead>
      <tr>
        {canEnd && <th scope="col">End</th>}
        {['Person', 'Session', 'Clients', 'Created', 'Renewed', 'Expires'].map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody id="rows">
      {sessions.map((session) => (
        <SessionRow session={session} canEnd={canEnd} />
      ))}
    </tbody>
  </table>
);

export function SessionRow({ session, canEnd }: { readonly session: UserSession; readonly canEnd: boolean }) {
  const { id, subjectId, sessionId, displayName, device, clientIds } = session;
  const name = clipped(displayName === null || displayName.trim() === '' ? subjectId : displayName);
  return (
    <tr data-id={id}>
      {canEnd && (
        <td>
          <input type="checkbox" name="id" value={id} aria-label={`Choose the session of ${name}`} />
        </td>
      )}
      <td data-label="Person">
        <a href={addressOf('/admin/person', { subjectId })} class="line">
          <bdi>{name}</bdi>
        </a>
        <span class="line dim">
          <bdi>{clipped(subjectId)}</bdi>
        </span>
      </td>
      <td data-label="Session">
        <a href={`/admin/sessions/${id}`} class="line">
          <bdi>{clipped(device ?? 'unnamed device')}</bdi>
        </a>
        <code class="line dim">
          <bdi>{clipped(sessionId)}</bdi>
        </code>
      </td>
      <td data-label="Clients">
        {clientIds.length === 0 ? <span class="dim">none</span> : <bdi>{clippedList(clientIds)}</bdi>}
      </td>
      <td data-label="Created">
        <Time at={session.created} />
      </td>
      <td data-label="Renewed">
        <Time at={session.renewed} />
      </td>
      <td data-label="Expires">
        <Time at={endOf(session)} />
      </td>
    </tr>
  );
}
