/**
 * Sessions: find them, page through them, choose which to end. Guarantees: costs what the page of the API costs; the filter is the
 * address, so that a view can be shared; a row says who, where, and until when, and stays where it is while it is shown
 * (`live-sessions.ts`).
 */
import type { Context } from 'hono';
import { endOf } from '../session/lifetime.ts';
import type { UserSession } from '../ticket/user-session.ts';
import { addressOf } from './address.ts';
import { clippedList } from './clipped.ts';
import type { ConsoleEnv } from './console-env.ts';
import { page } from './frame.tsx';
import { LIVE } from './live-path.ts';
import { LiveStatus } from './live-status.tsx';
import { may } from './operator.ts';
import { Pager } from './pager.tsx';
import { nameOf, PersonCell, SessionCell } from './session-cells.tsx';
import { queryOf, type SessionFilter } from './session-query.ts';
import { staleToken } from './stale-token.tsx';
import { Time } from './time.tsx';

export async function sessionList(c: Context<ConsoleEnv>): Promise<Response> {
  const { filter, query } = queryOf(c);
  const list = addressOf('/admin/sessions', filter);
  const found = await c.get('service').management.query(query);
  if (found.outcome === 'results-token-invalid') return staleToken(c, list);
  const canEnd = may(c.get('operator'), 'manage');
  const { results } = found.page;
  return page(
    c,
    {
      title: 'Sessions',
      live: addressOf(LIVE, {
        view: 'sessions',
        ...filter,
        token: query.resultsToken,
        prior: prior(query),
        // Too many to be counted: nothing is to be told of them.
        totals: found.page.totalCount === null ? 'false' : null,
      }),
    },
    <>
      <Search filter={filter} />
      <Pager page={found.page} list={list} of={['session', 'sessions']} />
      <LiveStatus total={found.page.totalCount} />
      {found.page.incomplete && <p class="notice">The search has not seen everything yet: Next goes on.</p>}
      {results.length === 0 && <p class="empty">No session matches.</p>}
      {results.length > 0 && !canEnd && <Rows sessions={results} canEnd={false} />}
      {results.length > 0 && canEnd && (
        <form method="get" action="/admin/end" id="chosen">
          <Rows sessions={results} canEnd={true} />
          <p class="actions">
            <button type="submit">End the chosen…</button>
          </p>
        </form>
      )}
    </>,
  );
}

const prior = ({ requestPriorResults }: { readonly requestPriorResults: boolean }) =>
  requestPriorResults ? 'true' : null;

const Search = ({ filter }: { readonly filter: SessionFilter }) => (
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
  <table class="cards steady">
    <thead>
      <tr>
        {canEnd && (
          <th scope="col" class="tick">
            End
          </th>
        )}
        <th scope="col">Person</th>
        <th scope="col" class="named">
          Session
        </th>
        <th scope="col">Clients</th>
        {['Created', 'Renewed', 'Expires'].map((name) => (
          <th scope="col" class="when">
            {name}
          </th>
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
  const { id, clientIds } = session;
  return (
    <tr data-id={id} data-created={session.created}>
      {canEnd && (
        <td data-label="End">
          <input type="checkbox" name="id" value={id} aria-label={`Choose the session of ${nameOf(session)}`} />
        </td>
      )}
      <PersonCell session={session} />
      <SessionCell session={session} />
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
