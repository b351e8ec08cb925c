/** Who is signed in where, and a way to end all of one person's sessions. */
import type { UserSession } from 'edge-sessions/client';
import type { Notice } from '../logout-inbox.ts';
import type { Person } from '../people.ts';
import { Layout } from './layout.tsx';

interface Administrator {
  readonly rows: readonly { readonly person: Person; readonly sessions: readonly UserSession[] }[];
  /** How many the last click has ended. */
  readonly ended: string | undefined;
  readonly notices: readonly Notice[];
}

export const administratorPage = ({ rows, ended, notices }: Administrator) => (
  <Layout title="You play the administrator" here="administrator" notices={notices}>
    <p class="about">
      In the demo, anybody does. This page asks the service by a binding of its own, which may do more.
    </p>
    {ended !== undefined && (
      <p class="notice" role="status">
        {`Sessions ended: ${Number(ended) || 0}.`}
      </p>
    )}
    <ul class="rows" id="people">
      {rows.map(({ person, sessions }) => (
        <li>
          <div>
            <p class="what">
              <bdi>{person.name}</bdi>
            </p>
            <p class="when">
              {sessions.length === 0
                ? 'not signed in'
                : sessions.map(({ device }, i) => [i > 0 && ' · ', <bdi>{device}</bdi>])}
            </p>
          </div>
          {sessions.length > 0 && (
            <form method="post" action="/administrator/end">
              <button
                type="submit"
                name="person"
                value={person.id}
                class="grave"
                aria-label={`Sign out everywhere: ${person.name}`}
              >
                Sign out everywhere
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  </Layout>
);
