/** Where a person is signed in, and the ways to end that. */
import type { ListedSession } from 'edge-sessions/hono';
import type { Notice } from '../logout-inbox.ts';
import type { Person } from '../people.ts';
import { Layout } from './layout.tsx';
import { Time } from './time.tsx';

interface Devices {
  readonly person: Person | undefined;
  readonly sessions: readonly ListedSession[];
  readonly notices: readonly Notice[];
}

export const devicesPage = ({ person, sessions, notices }: Devices) => (
  <Layout title="Where am I signed in?" here="account" notices={notices}>
    <div class="who">
      <p>
        You are <bdi class="name">{person?.name}</bdi>
      </p>
      <form method="post" action="/session/logout?returnUrl=/">
        <button type="submit">Sign out</button>
      </form>
    </div>
    <ul class="rows" id="devices">
      {[...sessions]
        .sort((a, b) => Number(b.current) - Number(a.current))
        .map((session) => (
          <Device {...session} />
        ))}
    </ul>
    {sessions.length > 1 && (
      <form method="post" action="/devices/others/end">
        <button type="submit" class="grave">
          Sign out everywhere else
        </button>
      </form>
    )}
  </Layout>
);

const Device = ({ id, device, created, renewed, current }: ListedSession) => (
  <li>
    <div>
      <p class="what">
        <bdi>{device ?? 'A device without a name'}</bdi>
        {current && <span class="mark">this device</span>}
      </p>
      <p class="when">
        signed in <Time at={created} /> · renewed <Time at={renewed} />
      </p>
    </div>
    {!current && (
      <form method="post" action={`/devices/${id}/end`}>
        <button type="submit" aria-label={`Sign out ${device ?? 'this device'}`}>
          Sign out
        </button>
      </form>
    )}
  </li>
);
