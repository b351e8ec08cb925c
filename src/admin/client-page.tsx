/** One client: how it is registered, what it was told last, and what can be done about it. */
import type { Context } from 'hono';
import type { Client } from '../client/client.ts';
import type { ClientTrial } from '../client/client-store.ts';
import type { FieldProblem } from '../session/request-refused.ts';
import { addressOf } from './address.ts';
import { ClientForm, Refused } from './client-form.tsx';
import { ClientState } from './client-list.tsx';
import { clientAddress } from './client-name.tsx';
import type { ConsoleEnv } from './console-env.ts';
import { DeliveryError, DeliveryTable } from './delivery-table.tsx';
import { FormToken } from './form-token.tsx';
import { page } from './frame.tsx';
import type { Operator } from './operator.ts';
import { refusalPage } from './refusal-page.tsx';

const LAST = 10;

/** What was done before, as the address says it. */
const DONE: ReadonlyMap<string, string> = new Map([
  ['added', 'The client was added.'],
  ['saved', 'The client was saved. What it says holds from now on.'],
  ['enabled', 'The client is enabled: it is told from now on.'],
  ['disabled', 'The client is disabled: it is told nothing any more.'],
]);

/** What a change has come to. */
interface After {
  /** As typed, where that was refused. */
  readonly typed?: Client;
  readonly errors?: readonly FieldProblem[];
  readonly trial?: ClientTrial;
}

export const noSuchClient = (c: Context<ConsoleEnv>) =>
  refusalPage(c, {
    status: 404,
    title: 'No such client',
    detail: 'No client is registered under this id. Nothing was changed.',
  });

export async function clientPage(c: Context<ConsoleEnv>): Promise<Response> {
  const found = await c.get('service').clients.client(c.req.query('clientId') ?? '');
  return found.outcome === 'found' ? showClient(c, found.client) : noSuchClient(c);
}

export async function showClient(
  c: Context<ConsoleEnv>,
  client: Client,
  { typed = client, errors = [], trial }: After = {},
): Promise<Response> {
  const operator = c.get('operator');
  const { clientId, displayName, enabled } = client;
  const done = DONE.get(c.req.query('done') ?? '');
  const action = clientAddress(clientId);
  return page(
    c,
    { title: 'Client', status: errors.length > 0 ? 400 : 200 },
    <>
      {c.req.method === 'GET' && done !== undefined && (
        <p class="notice" role="status">
          {done}
        </p>
      )}
      <Refused errors={errors} />
      {trial && <Trial trial={trial} />}
      <dl class="facts">
        <dt>Client id</dt>
        <dd>
          <bdi>{clientId}</bdi>
        </dd>
        <dt>Display name</dt>
        <dd>{displayName === null ? <span class="dim">none</span> : <bdi>{displayName}</bdi>}</dd>
        <dt>State</dt>
        <dd>
          <ClientState enabled={enabled} />
        </dd>
      </dl>
      <form method="post" action={action} class="actions">
        <FormToken operator={operator} />
        <button type="submit" name="do" value="test">
          Send a test notification
        </button>
        <button type="submit" name="do" value={enabled ? 'disable' : 'enable'} class="plain">
          {enabled ? 'Disable' : 'Enable'}
        </button>
      </form>
      <p class="dim">A test names nobody and signs nobody out. A client may refuse a session that it does not know.</p>
      <LastDeliveries c={c} clientId={clientId} operator={operator} />
      <h2 id="registration">Registration</h2>
      <ClientForm
        client={typed}
        isNew={false}
        errors={errors}
        config={c.get('config')}
        operator={operator}
        action={action}
      />
      <h2>Remove</h2>
      <details>
        <summary>Remove this client…</summary>
        <p>It is told nothing any more, and what waits for it is given up. Sessions stay as they are.</p>
        <form method="post" action={action}>
          <FormToken operator={operator} />
          <button type="submit" name="do" value="remove" class="danger">
            Remove the client
          </button>
        </form>
      </details>
    </>,
  );
}

function Trial({ trial: { outcome, status, error } }: { readonly trial: ClientTrial }) {
  return outcome === 'delivered' ? (
    <p class="notice" role="status">
      <strong class="good">Delivered.</strong> {`The client answered ${status}.`}
    </p>
  ) : (
    <p class="refusal" role="alert">
      <strong>Not delivered.</strong> {error !== null && <DeliveryError error={error} />}
    </p>
  );
}

interface LastProps {
  readonly c: Context<ConsoleEnv>;
  readonly clientId: string;
  readonly operator: Operator;
}

async function LastDeliveries({ c, clientId, operator }: LastProps) {
  const paging = { countRequested: LAST, resultsToken: null, requestPriorResults: false, totals: false };
  const query = { ...paging, status: null, clientId, subjectId: null, sessionId: null };
  const found = await c.get('service').management.deliveries(query);
  const deliveries = found.outcome === 'page' ? found.page.results : [];
  const all = addressOf('/admin/deliveries', { clientId });
  return (
    <>
      <h2>Last notifications</h2>
      {deliveries.length === 0 ? (
        <p class="empty">None yet.</p>
      ) : (
        <>
          <DeliveryTable
            deliveries={deliveries}
            operator={operator}
            back={new URL(all, c.req.url).search}
            ofOneClient={true}
          />
          <p class="actions">
            <a href={all}>All of them</a>
            <a href={addressOf('/admin/deliveries', { clientId, status: 'pending' })}>Those that wait</a>
            <a href={addressOf('/admin/deliveries', { clientId, status: 'dead' })}>Those given up</a>
          </p>
        </>
      )}
    </>
  );
}
