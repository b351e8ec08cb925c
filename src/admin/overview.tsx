/**
 * The first page: what needs a person at the top, then how much there is, how far keys have come, and what went on. Guarantees:
 * costs no more with more sessions; what needs attention, the numbers and the chart follow while it is open
 * (`live-overview.tsx`), each in its place.
 */
import type { Context } from 'hono';
import type { ManagementStats } from '../management/session-management.ts';
import { ActivityChart } from './activity-chart.tsx';
import { addressOf } from './address.ts';
import { Attention } from './attention-list.tsx';
import type { ConsoleEnv } from './console-env.ts';
import { count } from './count.ts';
import { page } from './frame.tsx';
import { LIVE } from './live-path.ts';
import { LiveStatus } from './live-status.tsx';
import { keyNumber, NUMBERS, textsOf } from './overview-numbers.ts';
import { concernsOf, slowParts } from './overview-seen.ts';

export async function overview(c: Context<ConsoleEnv>): Promise<Response> {
  const stats = await c.get('service').management.stats();
  const slow = await slowParts(c, stats);
  return page(
    c,
    { title: 'Overview', live: addressOf(LIVE, { view: 'overview', span: slow.span }) },
    <>
      <Attention concerns={concernsOf(c, stats, slow)} />
      <LiveStatus />
      <Numbers stats={stats} />
      <ActivityChart {...slow} />
      <KeyRing stats={stats} ring={c.get('config').ticketKeys.map(({ id }) => id)} />
    </>,
  );
}

function Numbers({ stats }: { readonly stats: ManagementStats }) {
  const texts = textsOf(stats);
  return (
    <section aria-labelledby="numbers">
      <h2 id="numbers">Now</h2>
      <dl class="numbers">
        {NUMBERS.map(({ number, name, href }) => (
          <div>
            <dt>{href === undefined ? name : <a href={href}>{name}</a>}</dt>
            <dd data-number={number}>{texts[number]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function KeyRing({ stats, ring }: { readonly stats: ManagementStats; readonly ring: readonly string[] }) {
  const texts = textsOf(stats);
  const all = stats.ticketKeys.reduce((sum, { envelopes }) => sum + envelopes, 0);
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">Ticket keys</h2>
      <p class="dim">
        {count(all)} envelopes: sealed sessions and grants. A key can leave the ring when none needs it any more.
      </p>
      <table class="cards">
        <thead>
          <tr>
            {['Key', 'What it does', 'Envelopes', 'Share'].map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stats.ticketKeys.map(({ id, envelopes }) => (
            <tr>
              <td data-label="Key">
                <code>{id}</code>
              </td>
              <td data-label="What it does">{roleOf(id, ring, envelopes)}</td>
              <td data-label="Envelopes">
                <span class="number" data-number={keyNumber(id)}>
                  {texts[keyNumber(id)]}
                </span>
              </td>
              <td data-label="Share">
                <progress max={Math.max(1, all)} value={envelopes} aria-label={`Share of ${id}`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function roleOf(id: string, ring: readonly string[], envelopes: number) {
  if (id === ring[0]) return 'seals and opens';
  if (!ring.includes(id)) return <span class="bad">missing</span>;
  return envelopes === 0 ? 'not needed any more' : 'opens; cron seals again';
}
