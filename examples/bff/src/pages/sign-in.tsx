/** For whoever is not signed in: who do you want to be, and on what device. */
import type { Notice } from '../logout-inbox.ts';
import { PEOPLE } from '../people.ts';
import { Layout } from './layout.tsx';

interface SignIn {
  /** What this device is called where nobody says otherwise. */
  readonly device: string;
  /** Here, before: and not any more. */
  readonly wasSignedIn: boolean;
  /** Why a sign-in was refused. */
  readonly refused: string | undefined;
  readonly notices: readonly Notice[];
}

export const signInPage = ({ device, wasSignedIn, refused, notices }: SignIn) => (
  <Layout title="Sign in" here="account" notices={notices}>
    {wasSignedIn && (
      <p class="notice" role="status">
        This device was signed out.
      </p>
    )}
    {refused === 'session-limit' && (
      <p class="notice" role="alert">
        This person is signed in on as many devices as the service allows.
      </p>
    )}
    <form method="post" action="/session/login">
      <label for="device">This device is called</label>
      <input id="device" name="device" value={device} maxlength={200} autocomplete="off" dir="auto" />
      <ul class="people">
        {PEOPLE.map(({ id, name, about }) => (
          <li>
            <button type="submit" name="person" value={id}>
              <bdi class="name">{name}</bdi>
              <span>{about}</span>
            </button>
          </li>
        ))}
      </ul>
    </form>
    <p class="about">A second device: a private window, or another browser.</p>
  </Layout>
);
