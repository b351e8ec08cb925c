/** Registered clients. Guarantees: costs what the page of the API costs. */
import type { Context } from 'hono';
import type { Client } from '../client/client.ts';
import { clientAddress } from './client-name.tsx';
import { clipped } from './clipped.ts';
import type { ConsoleEnv } from './console-env.ts';
import { page } from './frame.tsx';
import { Pager } from './pager.tsx';
import { staleToken } from './stale-token.tsx';

/** Rows of a page, as in the reference. */
const ROWS = 25;
const LIST = '/admin/clients';

export async function clientList(c: Context<ConsoleEnv>): Promise<Response> {
  const found = await c.get('service').clients.query({
    countRequested: ROWS,
    resultsToken: c.req.query('token') ?? null,
    requestPriorResults: c.req.query('prior') === 'true',
    totals: true,
  });
  if (found.outcome === 'results-token-invalid') return staleToken(c, LIST);
  const { results } = found.page;
  return page(
    c,
    { title: 'Clients' },
    <>
      {c.req.query('removed') !== undefined && (
        <p class="notice" role="status">
          The client was removed.
        </p>
      )}
      <p class="actions">
        <a href="/admin/clients/new" class="button">
          Add a client
        </a>
      </p>
      <Pager page={found.page} list={LIST} of={['client', 'clients']} />
      {results.length === 0 ? <p class="empty">No client is registered.</p> : <Rows clients={results} />}
    </>,
  );
}

const Rows = ({ clients }: { readonly clients: readonly Client[] }) => (
  <table class="cards">
    <thead>
      <tr>
        {['Client', 'State', 'Logout address', 'Token'].map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {clients.map((client) => (
        <ClientRow client={client} />
      ))}
    </tbody>
  </table>
);

function ClientRow({ client }: { readonly client: Client }) {
  const { clientId, displayName, enabled, backChannelLogoutUri, idTokenSignedResponseAlg, logoutTokenClaims } = client;
  return (
    <tr>
      <td data-label="Client">
        <a href={clientAddress(clientId)} class="line">
          <bdi>{clipped(clientId)}</bdi>
        </a>
        {displayName !== null && (
          <span class="line dim">
            <bdi>{clipped(displayName)}</bdi>
          </span>
        )}
      </td>
      <td data-label="State">
        <ClientState enabled={enabled} />
      </td>
      <td data-label="Logout address">
        {backChannelLogoutUri === null ? <span class="dim">none</span> : <bdi>{clipped(backChannelLogoutUri)}</bdi>}
      </td>
      <td data-label="Token">
        {idTokenSignedResponseAlg} with {logoutTokenClaims.join(' and ')}
      </td>
    </tr>
  );
}

export const ClientState = ({ enabled }: Pick<Client, 'enabled'>) =>
  enabled ? <span class="good">enabled</span> : <span class="bad">disabled</span>;
