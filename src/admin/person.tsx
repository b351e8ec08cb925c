/**
 * One person, by their exact subject: sessions, grants, history and deliveries, and what can be ended. Guarantees: costs two calls
 * of the person's object, one page of history and one of deliveries, however many others there are whose subject looks alike.
 */
import type { Context } from 'hono';
import type { GrantCount } from '../grant/grant-count.ts';
import { filterValue } from '../session/session-filter.ts';
import type { UserSession } from '../ticket/user-session.ts';
import { addressOf } from './address.ts';
import { clipped } from './clipped.ts';
import type { ConsoleEnv } from './console-env.ts';
import { DeliveryTable } from './delivery-table.tsx';
import { EndedTable } from './ended-table.tsx';
import { page } from './frame.tsx';
import { GrantTable } from './grant-table.tsx';
import { may } from './operator.ts';
import { OTHERS, PersonSessions } from './person-sessions.tsx';
import { refusalPage } from './refusal-page.tsx';
import { endAddress } from './removal-asked.ts';
import { staleToken } from './stale-token.tsx';

/** Rows of sessions, as in a list; of what has happened, the newest. */
const ROWS = 25;
export const LATEST = { countRequested: 10, resultsToken: null, requestPriorResults: false, totals: false } as const;

export async function person(c: Context<ConsoleEnv>): Promise<Response> {
  const subjectId = filterValue(c.req.query('subjectId'));
  if (subjectId === null) return refusalPage(c, NOBODY);
  const here = addressOf('/admin/person', { subjectId });
  const { management } = c.get('service');
  const resultsToken = c.req.query('token') ?? null;
  const whose = { subjectId, sessionId: null };
  const [found, granted, ended, told] = await Promise.all([
    management.sessionsOf({ ...whose, countRequested: ROWS, resultsToken, withTicket: false }),
    management.grants({ ...whose, clientId: null }),
    management.history({ ...whose, ...LATEST }),
    management.deliveries({ ...whose, status: null, clientId: null, ...LATEST }),
  ]);
  if (found.outcome !== 'found') return staleToken(c, here);
  if (granted.outcome !== 'counted' || ended.outcome !== 'page' || told.outcome !== 'page') {
    throw new Error('a list from its beginning is always a page');
  }
  const operator = c.get('operator');
  const canEnd = may(operator, 'manage');
  const { sessions } = found;
  const name = [...sessions, ...ended.page.results].map((of) => of.displayName).find((one) => one?.trim());
  const isKnown = sessions.length + granted.counts.length + ended.page.results.length > 0;
  return page(
    c,
    { title: clipped(name ?? subjectId) },
    <>
      <p class="dim">
        Subject{' '}
        <code>
          <bdi>{subjectId}</bdi>
        </code>
      </p>
      {!isKnown && <p class="notice">Nobody of this subject has a session or a grant, or has had a session lately.</p>}
      {canEnd && isKnown && <Actions subjectId={subjectId} clientIds={clientIdsOf(sessions, granted.counts)} />}
      <h2>Sessions</h2>
      {sessions.length === 0 && <p class="empty">No session.</p>}
      {sessions.length > 0 && canEnd && <Endable subjectId={subjectId} sessions={sessions} />}
      {sessions.length > 0 && !canEnd && <PersonSessions sessions={sessions} canEnd={false} now={Date.now()} />}
      <p class="actions">
        {resultsToken !== null && <a href={here}>First sessions</a>}
        {found.resultsToken !== null && (
          <a href={addressOf('/admin/person', { subjectId, token: found.resultsToken })} rel="next">
            More sessions
          </a>
        )}
      </p>
      <h2>Grants</h2>
      {granted.incomplete && <p class="notice">There are more grants than are counted here.</p>}
      {granted.counts.length === 0 ? (
        <p class="empty">No grant.</p>
      ) : (
        <GrantTable counts={granted.counts.slice(0, MOST)} />
      )}
      {granted.counts.length > MOST && <p class="dim">And {granted.counts.length - MOST} more rows.</p>}
      <h2>History</h2>
      {ended.page.results.length === 0 ? (
        <p class="empty">No session has ended lately.</p>
      ) : (
        <EndedTable ended={ended.page.results} />
      )}
      {ended.page.hasNextResults && <a href={addressOf('/admin/history', { subjectId })}>All of their history</a>}
      <h2>Deliveries</h2>
      {told.page.results.length === 0 ? (
        <p class="empty">No client was told of a sign-out lately.</p>
      ) : (
        <DeliveryTable deliveries={told.page.results} operator={operator} back={addressOf('', { subjectId })} />
      )}
      {told.page.hasNextResults && <a href={addressOf('/admin/deliveries', { subjectId })}>All of their deliveries</a>}
    </>,
  );
}

/** Rows of grants: a page stays one that can be read. */
const MOST = 50;

const NOBODY = { status: 400, title: 'Whose page?', detail: 'The address names no subject.' } as const;

interface ActionsProps {
  readonly subjectId: string;
  readonly clientIds: readonly string[];
}

const Actions = ({ subjectId, clientIds }: ActionsProps) => (
  <div class="actions">
    <a class="button danger" href={endAddress({ subjectId })}>
      End everything…
    </a>
    <a
      class="button plain"
      href={endAddress({
        subjectId,
        removeServerSideSession: false,
        sendBackchannelLogoutNotification: false,
        revokeConsents: false,
      })}
    >
      Revoke tokens only…
    </a>
    {clientIds.length > 0 && (
      <form method="get" action="/admin/end" class="actions">
        <input type="hidden" name="subjectId" value={subjectId} />
        <input type="hidden" name="removeServerSideSession" value="false" />
        <label>
          <span class="hidden">Client</span>
          <select name="clientIds">
            {clientIds.map((clientId) => (
              <option value={clientId}>{clipped(clientId)}</option>
            ))}
          </select>
        </label>
        <button type="submit" class="plain">
          Sign out of this client…
        </button>
      </form>
    )}
  </div>
);

interface EndableProps {
  readonly subjectId: string;
  readonly sessions: readonly UserSession[];
}

/** The chosen ones are ended by their ids: with none chosen, none is named. */
const Endable = ({ subjectId, sessions }: EndableProps) => (
  <>
    <form method="get" action="/admin/end" id={OTHERS}>
      <input type="hidden" name="subjectId" value={subjectId} />
    </form>
    <form method="get" action="/admin/end">
      <input type="hidden" name="person" value={subjectId} />
      <PersonSessions sessions={sessions} canEnd now={Date.now()} />
      <p class="actions">
        <button type="submit">End the chosen…</button>
      </p>
    </form>
  </>
);

/** Where the person is signed in, or has grants. */
function clientIdsOf(sessions: readonly UserSession[], counts: readonly GrantCount[]): readonly string[] {
  const all = [...sessions.flatMap(({ clientIds }) => clientIds), ...counts.map(({ clientId }) => clientId)];
  return [...new Set(all.filter((clientId) => clientId !== null))].sort();
}
