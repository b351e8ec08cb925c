/**
 * One session, by its public id: all that is known of it, and what has become of it. Guarantees: claims are asked for only where the
 * operator may read tickets; one that has ended says so, as long as history knows it.
 */
import type { Context } from 'hono';
import type { TicketedSession } from '../management/session-management.ts';
import type { Delivery, EndedSession } from '../session/ending.ts';
import { isId } from '../session/keys.ts';
import type { UserSession } from '../ticket/user-session.ts';
import { addressOf } from './address.ts';
import { ClaimTable } from './claim-table.tsx';
import { clipped } from './clipped.ts';
import type { ConsoleEnv } from './console-env.ts';
import { DeliveryTable } from './delivery-table.tsx';
import { REASONS } from './end-reason.ts';
import { By } from './ended-by.tsx';
import { EndedTable } from './ended-table.tsx';
import { page } from './frame.tsx';
import { may } from './operator.ts';
import { LATEST } from './person.tsx';
import { Expiry } from './person-sessions.tsx';
import { refusalPage } from './refusal-page.tsx';
import { endAddress } from './removal-asked.ts';
import { Time } from './time.tsx';

const GONE = {
  status: 404,
  title: 'No such session',
  detail: 'It never was, or it ended so long ago that history has forgotten it.',
} as const;

export async function sessionPage(c: Context<ConsoleEnv>): Promise<Response> {
  const id = c.req.param('id') ?? '';
  if (!isId(id)) return refusalPage(c, GONE);
  const { management } = c.get('service');
  const [found, past] = await Promise.all([
    management.session(id),
    management.history({ subjectId: null, sessionId: null, id, ...LATEST }),
  ]);
  const ended = past.outcome === 'page' ? past.page.results : [];
  const session = found.outcome === 'found' ? found.session : null;
  const about = session ?? ended[0];
  if (about === undefined) return refusalPage(c, GONE);
  const [told, ticketed] = await Promise.all([deliveriesOf(c, about), session && ticketOf(c, session)]);
  return page(
    c,
    { title: clipped(about.device ?? 'Session on an unnamed device') },
    <>
      {session === null ? <Ended ended={ended} /> : <Live c={c} session={session} />}
      {session !== null && <h2>Claims</h2>}
      {session !== null && (ticketed === null ? <p class="dim">{NO_CLAIMS}</p> : <ClaimTable of={ticketed} />)}
      {session !== null && ended.length > 0 && (
        <>
          <h2>History</h2>
          <EndedTable ended={ended} />
        </>
      )}
      <h2>Deliveries</h2>
      {told.length === 0 ? (
        <p class="empty">{session === null ? 'No client was told of its end.' : 'None: it has not ended.'}</p>
      ) : (
        <DeliveryTable
          deliveries={told}
          operator={c.get('operator')}
          back={addressOf('', { sessionId: about.sessionId })}
        />
      )}
    </>,
  );
}

const NO_CLAIMS = 'Claims are for tokens with the scope tickets:read.';

type About = Pick<UserSession | EndedSession, 'subjectId' | 'sessionId'>;

async function deliveriesOf(c: Context<ConsoleEnv>, { subjectId, sessionId }: About): Promise<readonly Delivery[]> {
  const asked = { subjectId, sessionId, status: null, clientId: null, ...LATEST };
  const told = await c.get('service').management.deliveries(asked);
  return told.outcome === 'page' ? told.page.results : [];
}

/** Null: the operator may not read it, or it has ended meanwhile. */
async function ticketOf(c: Context<ConsoleEnv>, { id, subjectId, sessionId }: UserSession) {
  if (!may(c.get('operator'), 'tickets:read')) return null;
  const asked = { subjectId, sessionId, countRequested: LATEST.countRequested, resultsToken: null, withTicket: true };
  const found = await c.get('service').management.sessionsOf(asked);
  if (found.outcome !== 'found' || !found.withTicket) return null;
  return found.sessions.find((one): one is TicketedSession => one.id === id) ?? null;
}

function Ended({ ended }: { readonly ended: readonly EndedSession[] }) {
  return (
    <>
      <p class="notice">This session has ended.</p>
      {ended.slice(0, 1).map((session) => (
        <dl class="facts">
          <Whose of={session} />
          <dt>Created</dt>
          <dd>
            <Time at={session.created} />
          </dd>
          <dt>Ended</dt>
          <dd>
            <Time at={session.ended} />, {REASONS[session.reason]}
          </dd>
          <dt>By</dt>
          <dd>
            <By by={session} />
          </dd>
        </dl>
      ))}
    </>
  );
}

function Live({ c, session }: { readonly c: Context<ConsoleEnv>; readonly session: UserSession }) {
  const { id, subjectId, issuer, clientIds, created, renewed, expires, absoluteExpires, revision } = session;
  return (
    <>
      {may(c.get('operator'), 'manage') && (
        <p class="actions">
          <a class="button danger" href={endAddress({ ids: [id] }, subjectId)}>
            End this session…
          </a>
        </p>
      )}
      <dl class="facts">
        <Whose of={session} />
        <dt>Clients</dt>
        <dd>
          {clientIds.length === 0 ? (
            <span class="dim">none</span>
          ) : (
            <ul class="plain">
              {clientIds.map((clientId) => (
                <li>
                  <bdi>{clientId}</bdi>
                </li>
              ))}
            </ul>
          )}
        </dd>
        <dt>Issuer</dt>
        <dd>{issuer === null ? <span class="dim">none</span> : <bdi>{issuer}</bdi>}</dd>
        <dt>Created</dt>
        <dd>
          <Time at={created} />
        </dd>
        <dt>Renewed</dt>
        <dd>
          <Time at={renewed} />
        </dd>
        <dt>Expires</dt>
        <dd>
          <Expiry session={session} now={Date.now()} at={expires} />
        </dd>
        <dt>Ends at the latest</dt>
        <dd>
          <Time at={absoluteExpires} />
        </dd>
        <dt>Revision</dt>
        <dd>{revision}</dd>
      </dl>
    </>
  );
}

type WhoseProps = Pick<UserSession | EndedSession, 'id' | 'subjectId' | 'sessionId' | 'displayName' | 'device'>;

const Whose = ({ of: { id, subjectId, sessionId, displayName, device } }: { readonly of: WhoseProps }) => (
  <>
    <dt>Person</dt>
    <dd>
      <a href={addressOf('/admin/person', { subjectId })}>
        <bdi>{displayName === null || displayName.trim() === '' ? subjectId : displayName}</bdi>
      </a>
    </dd>
    <dt>Subject</dt>
    <dd>
      <code>
        <bdi>{subjectId}</bdi>
      </code>
    </dd>
    <dt>Session id</dt>
    <dd>
      <code>
        <bdi>{sessionId}</bdi>
      </code>
    </dd>
    <dt>Public id</dt>
    <dd>
      <code>{id}</code>
    </dd>
    <dt>Device</dt>
    <dd>{device === null ? <span class="dim">not named</span> : <bdi>{device}</bdi>}</dd>
  </>
);
