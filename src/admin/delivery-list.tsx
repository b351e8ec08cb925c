/**
 * Logout notifications: which wait, which were given up and why. Guarantees: costs what the page of the API costs; the filter is
 * the address.
 */
import type { Context } from 'hono';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../session/ending.ts';
import type { QueryResult } from '../session/session-filter.ts';
import { addressOf, askedOf } from './address.ts';
import type { ConsoleEnv } from './console-env.ts';
import { DeliveryTable } from './delivery-table.tsx';
import { STATUSES } from './delivery-words.ts';
import { FormToken } from './form-token.tsx';
import { page } from './frame.tsx';
import { may } from './operator.ts';
import { Pager } from './pager.tsx';
import { staleToken } from './stale-token.tsx';

/** Rows of a page, as in the reference. */
const ROWS = 25;

export const DELIVERY_FIELDS = ['status', 'clientId', 'subjectId', 'sessionId'] as const;
export type DeliveryFilter = Readonly<Record<(typeof DELIVERY_FIELDS)[number], string | null>>;

export async function deliveryList(c: Context<ConsoleEnv>): Promise<Response> {
  const filter = askedOf(DELIVERY_FIELDS, (name) => c.req.query(name));
  const list = addressOf('/admin/deliveries', filter);
  const found = await c.get('service').management.deliveries({
    ...filter,
    // One that does not exist is refused there.
    status: filter.status as DeliveryStatus | null,
    countRequested: ROWS,
    resultsToken: c.req.query('token') ?? null,
    requestPriorResults: c.req.query('prior') === 'true',
    totals: true,
  });
  if (found.outcome === 'results-token-invalid') return staleToken(c, list);
  const { results } = found.page;
  const operator = c.get('operator');
  const canSendAll = may(operator, 'manage') && isOfOneClient(filter) && results.length > 0;
  return page(
    c,
    { title: 'Deliveries' },
    <>
      {c.req.query('sent') !== undefined && (
        <p class="notice" role="status">
          The notification is being sent. What became of it shows here in a moment.
        </p>
      )}
      <Search filter={filter} />
      <Pager page={found.page} list={list} of={['notification', 'notifications']} />
      {canSendAll && (
        <form method="post" action="/admin/deliveries" class="actions">
          <FormToken operator={operator} />
          <HiddenFilter filter={filter} />
          <button type="submit">{`Send ${howMany(found.page)} again`}</button>
        </form>
      )}
      {results.length === 0 ? (
        <p class="empty">No notification matches.</p>
      ) : (
        <DeliveryTable deliveries={results} operator={operator} back={new URL(c.req.url).search} />
      )}
    </>,
  );
}

/** Which notifications can be sent again all at once: those of one client that have not arrived. */
export const isOfOneClient = ({ status, clientId }: DeliveryFilter): boolean =>
  clientId !== null && (status === 'dead' || status === 'pending');

export const HiddenFilter = ({ filter }: { readonly filter: DeliveryFilter }) => (
  <>
    {Object.entries(filter).map(([name, value]) => value !== null && <input type="hidden" name={name} value={value} />)}
  </>
);

function howMany({ totalCount, totalCountAtLeast }: QueryResult<unknown>): string {
  const count = totalCount ?? totalCountAtLeast;
  if (count === 1) return 'this one';
  return `all ${totalCount === null ? 'of at least ' : ''}${count.toLocaleString('en')}`;
}

const Search = ({ filter }: { readonly filter: DeliveryFilter }) => (
  <search>
    <form method="get" action="/admin/deliveries" class="search">
      <label>
        State
        <select name="status">
          <option value="">any</option>
          {DELIVERY_STATUSES.map((status) => (
            <option value={status} selected={status === filter.status}>
              {STATUSES[status]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Client
        <input name="clientId" value={filter.clientId ?? ''} dir="auto" />
      </label>
      <label>
        Subject
        <input name="subjectId" value={filter.subjectId ?? ''} dir="auto" />
      </label>
      <label>
        Session id
        <input name="sessionId" value={filter.sessionId ?? ''} dir="auto" />
      </label>
      <button type="submit">Search</button>
      <a href="/admin/deliveries">Clear</a>
    </form>
  </search>
);
