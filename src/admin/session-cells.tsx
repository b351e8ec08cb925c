/** Whose session a row is about, and which: the same for one that lives and one that has ended. */
import type { Child } from 'hono/jsx';
import { addressOf } from './address.ts';
import { clipped } from './clipped.ts';

interface Named {
  readonly id: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string | null;
  readonly device: string | null;
}

/** What a person is called in a list. */
export const nameOf = ({ displayName, subjectId }: Named): string =>
  clipped(displayName === null || displayName.trim() === '' ? subjectId : displayName);

export const PersonCell = ({ session }: { readonly session: Named }) => (
  <td data-label="Person">
    <a href={addressOf('/admin/person', { subjectId: session.subjectId })} class="line">
      <bdi>{nameOf(session)}</bdi>
    </a>
    <span class="line dim">
      <bdi>{clipped(session.subjectId)}</bdi>
    </span>
  </td>
);

export const SessionCell = ({ session, children }: { readonly session: Named; readonly children?: Child }) => (
  <td data-label="Session">
    <a href={`/admin/sessions/${session.id}`} class="line">
      <bdi>{clipped(session.device ?? 'unnamed device')}</bdi>
    </a>
    <code class="line dim">
      <bdi>{clipped(session.sessionId)}</bdi>
    </code>
    {children}
  </td>
);
