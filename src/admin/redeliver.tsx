/**
 * Sends notifications again: one, or all of a client that have not arrived. Guarantees: one request does a bounded part of the
 * whole, from the newest on, and says how many are left; going on begins where it stopped, so that none is sent twice by it.
 */
import type { Context } from 'hono';
import type { SessionManagement } from '../management/session-management.ts';
import type { Delivery, DeliveryStatus } from '../session/ending.ts';
import { addressOf, askedOf } from './address.ts';
import type { ConsoleEnv } from './console-env.ts';
import { DELIVERY_FIELDS, HiddenFilter, isOfOneClient } from './delivery-list.tsx';
import { FormToken } from './form-token.tsx';
import { page } from './frame.tsx';
import { refusalPage } from './refusal-page.tsx';
import { sentForm } from './sent-form.ts';
import { staleToken } from './stale-token.tsx';

/** Each asks D1 once and an object once: far below the 1,000 queries of D1 that an invocation has. */
const STEP = 200;
const AT_ONCE = 6;

export async function redeliver(c: Context<ConsoleEnv>): Promise<Response> {
  const form = await sentForm(c);
  const field = (name: string) => form.get(name) ?? '';
  const id = field('id');
  return id === '' ? redeliverAll(c, field) : redeliverOne(c, id, field('back'));
}

async function redeliverOne(c: Context<ConsoleEnv>, id: string, back: string): Promise<Response> {
  const queued = await c.get('service').management.redeliver(id);
  if (queued.outcome === 'delivery-not-found') {
    return refusalPage(c, {
      status: 404,
      title: 'No such notification',
      detail: 'It is kept as long as history is, and is gone. Nothing was sent.',
    });
  }
  const asked = new URLSearchParams(back);
  const place = askedOf([...DELIVERY_FIELDS, 'token', 'prior'], (name) => asked.get(name));
  return c.redirect(addressOf('/admin/deliveries', { ...place, sent: 'true' }), 303);
}

async function redeliverAll(c: Context<ConsoleEnv>, field: (name: string) => string): Promise<Response> {
  const filter = askedOf(DELIVERY_FIELDS, field);
  const list = addressOf('/admin/deliveries', filter);
  if (!isOfOneClient(filter)) {
    const detail = 'Say of which client, and whether those that wait or those that were given up.';
    return refusalPage(c, { status: 400, title: 'Send which again?', detail });
  }
  const { management } = c.get('service');
  const found = await management.deliveries({
    ...filter,
    status: filter.status as DeliveryStatus,
    countRequested: STEP,
    resultsToken: field('token') || null,
    requestPriorResults: false,
    totals: true,
  });
  if (found.outcome === 'results-token-invalid') return staleToken(c, list);
  const { results, totalCount, totalCountAtLeast, hasNextResults, resultsToken } = found.page;
  const sent = await queue(management, results);
  const before = field('left') === '' ? (totalCount ?? totalCountAtLeast) : Number(field('left'));
  const left = Math.max(1, before - results.length);
  return page(
    c,
    { title: 'Sent again' },
    <>
      <p role="status">
        {counted(sent)} to <bdi class="whole">{filter.clientId}</bdi> {sent === 1 ? 'is' : 'are'} being sent.{' '}
        {hasNextResults ? `About ${left.toLocaleString('en')} are left.` : 'None is left.'}
      </p>
      {hasNextResults && (
        <form method="post" action="/admin/deliveries" class="actions">
          <FormToken operator={c.get('operator')} />
          <HiddenFilter filter={filter} />
          <input type="hidden" name="token" value={resultsToken ?? ''} />
          <input type="hidden" name="left" value={String(left)} />
          <button type="submit">Go on</button>
        </form>
      )}
      <p>
        <a href={addressOf('/admin/deliveries', { ...filter, status: null })}>What became of them</a>
      </p>
    </>,
  );
}

/** How many there were to queue: one may have gone with its history meanwhile. */
async function queue(management: Pick<SessionManagement, 'redeliver'>, deliveries: readonly Delivery[]) {
  let queued = 0;
  const waiting = [...deliveries];
  const hand = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { outcome } = await management.redeliver(next.id);
      if (outcome === 'queued') queued += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  return queued;
}

const counted = (count: number): string =>
  count === 1 ? '1 notification' : `${count.toLocaleString('en')} notifications`;
