/** What the back channel has told, newest first. */
import type { Notice } from '../logout-inbox.ts';
import { personOf } from '../people.ts';
import { Time } from './time.tsx';

/** By the claim `logout_reason`. */
const REASONS: Readonly<Record<string, string>> = {
  user_logout: 'signed out',
  terminated: 'was signed out by an administrator',
  session_expiration: 'was signed in for too long without a visit',
};

export const NoticeList = ({ notices }: { readonly notices: readonly Notice[] }) =>
  notices.length === 0 ? (
    <p class="empty">Nothing yet. End a session, and it shows up here.</p>
  ) : (
    <ul class="rows">
      {notices.map(({ subjectId, sessionId, reason, at }) => (
        <li data-sid={sessionId}>
          <p>
            <bdi class="name">{personOf(subjectId)?.name ?? subjectId}</bdi> {REASONS[reason] ?? reason}
          </p>
          <p class="when">
            session <code>{sessionId.slice(0, 8)}</code> · <Time at={at} />
          </p>
        </li>
      ))}
    </ul>
  );
