/** Ended sessions of one person in rows: which, when, why, and who did it. */
import type { EndedSession } from '../session/ending.ts';
import { REASONS } from './end-reason.ts';
import { By } from './ended-by.tsx';
import { SessionCell } from './session-cells.tsx';
import { Time } from './time.tsx';

export const EndedTable = ({ ended }: { readonly ended: readonly EndedSession[] }) => (
  <table class="cards">
    <thead>
      <tr>
        {['Session', 'Created', 'Ended', 'Why', 'By'].map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {ended.map((session) => (
        <tr>
          <SessionCell session={session} />
          <td data-label="Created">
            <Time at={session.created} />
          </td>
          <td data-label="Ended">
            <Time at={session.ended} />
          </td>
          <td data-label="Why">{REASONS[session.reason]}</td>
          <td data-label="By">
            <By by={session} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
