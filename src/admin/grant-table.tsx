/** How many grants somebody has, by client and type. Never a key or what a grant holds. */
import type { GrantCount } from '../grant/grant-count.ts';
import { clipped } from './clipped.ts';
import { Time } from './time.tsx';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['refresh_token', 'refresh tokens'],
  ['reference_token', 'reference tokens'],
  ['authorization_code', 'authorization codes'],
  ['ciba', 'CIBA requests'],
  ['user_consent', 'consents'],
]);

export const GrantTable = ({ counts }: { readonly counts: readonly GrantCount[] }) => (
  <table class="cards">
    <thead>
      <tr>
        {['Client', 'Grants', 'How many', 'Newest', 'First to expire'].map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {counts.map(({ clientId, type, count, newestCreationTime, earliestExpiration }) => (
        <tr>
          <td data-label="Client">
            {clientId === null ? (
              <span class="dim">no client</span>
            ) : (
              <span class="line">
                <bdi>{clipped(clientId)}</bdi>
              </span>
            )}
          </td>
          <td data-label="Grants">
            <span class="line">
              <bdi>{TYPES.get(type) ?? clipped(type)}</bdi>
            </span>
          </td>
          <td data-label="How many">{count.toLocaleString('en')}</td>
          <td data-label="Newest">
            <Time at={newestCreationTime} />
          </td>
          <td data-label="First expires">
            <Time at={earliestExpiration} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
