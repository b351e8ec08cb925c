/** The sessions of one person in rows: where, since when, until when; each can be ended, or be the only one that stays. */
import { endOf, isExpired } from '../session/lifetime.ts';
import type { UserSession } from '../ticket/user-session.ts';
import { clipped, clippedList } from './clipped.ts';
import { Time } from './time.tsx';

interface SessionsProps {
  readonly sessions: readonly UserSession[];
  readonly canEnd: boolean;
  readonly now: number;
}

/** The form of the buttons that spare their session: it names the person once. */
export const OTHERS = 'others';

export const PersonSessions = ({ sessions, canEnd, now }: SessionsProps) => (
  <table class="cards">
    <thead>
      <tr>
        {canEnd && <th scope="col">End</th>}
        {['Session', 'Clients', 'Created', 'Renewed', 'Expires', 'Ends at the latest'].map((name) => (
          <th scope="col">{name}</th>
        ))}
        {canEnd && <th scope="col">Others</th>}
      </tr>
    </thead>
    <tbody>
      {sessions.map((session) => (
        <Row session={session} canEnd={canEnd} now={now} />
      ))}
    </tbody>
  </table>
);

interface RowProps extends Pick<SessionsProps, 'canEnd' | 'now'> {
  readonly session: UserSession;
}

function Row({ session, canEnd, now }: RowProps) {
  const { id, sessionId, device, clientIds, created, renewed, expires, absoluteExpires } = session;
  const name = clipped(device ?? 'unnamed device');
  return (
    <tr data-id={id}>
      {canEnd && (
        <td data-label="End">
          <input type="checkbox" name="id" value={id} aria-label={`Choose ${name}, ${clipped(sessionId)}`} />
        </td>
      )}
      <td data-label="Session">
        <a href={`/admin/sessions/${id}`} class="line">
          <bdi>{name}</bdi>
        </a>
        <code class="line dim">
          <bdi>{clipped(sessionId)}</bdi>
        </code>
      </td>
      <td data-label="Clients">
        {clientIds.length === 0 ? (
          <span class="dim">none</span>
        ) : (
          <span class="line">
            <bdi>{clippedList(clientIds)}</bdi>
          </span>
        )}
      </td>
      <td data-label="Created">
        <Time at={created} />
      </td>
      <td data-label="Renewed">
        <Time at={renewed} />
      </td>
      <td data-label="Expires">
        <Expiry session={session} now={now} at={expires} />
      </td>
      <td data-label="At the latest">
        <Time at={absoluteExpires} />
      </td>
      {canEnd && (
        <td data-label="Others">
          <button
            type="submit"
            form={OTHERS}
            name="exceptSessionIds"
            value={sessionId}
            class="plain"
            aria-label={`End others… but not ${name}, ${clipped(sessionId)}`}
          >
            End others…
          </button>
        </td>
      )}
    </tr>
  );
}

interface ExpiryProps extends Pick<RowProps, 'session' | 'now'> {
  readonly at: number | null;
}

/** When it expires by itself; one that has, says so. */
export const Expiry = ({ session, now, at }: ExpiryProps) =>
  isExpired(session, now) ? (
    <span>
      <strong class="bad">expired</strong> <Time at={endOf(session)} />
    </span>
  ) : (
    <Time at={at} />
  );
