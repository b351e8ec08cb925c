/**
 * The first page: what needs a person at the top, then how much there is, how far keys have come, and what went on. Guarantees:
 * costs no more with more sessions; its numbers follow while it is open (`live-overview.ts`), each in its place.
 */
import type { Context } from 'hono';
import type { ManagementStats } from '../management/session-management.ts';
import { beginningOf, isSpan } from './activity-bars.ts';
import { ActivityChart } from './activity-chart.tsx';
import { addressOf } from './address.ts';
import { type Concern, configurationConcerns, cronConcerns, readinessConcerns, statsConcerns } from './attention.ts';
import type { ConsoleEnv } from './console-env.ts';
import { count } from './count.ts';
import { page } from './frame.tsx';
import { LIVE } from './live-path.ts';
import { LiveStatus } from './live-status.tsx';
import { may } from './operator.ts';
import { keyNumber, NUMBERS, textsOf, versionOfConcerns } from './overview-numbers.ts';

export async function overview(c: Context<ConsoleEnv>): Promise<Response> {
  const asked = c.req.query('span');
  const span = isSpan(asked) ? asked : '24h';
  const now = Date.now();
  const { management } = c.get('service');
  const [stats, hours, ready] = await Promise.all([
    management.stats(),
    management.activity({ from: beginningOf(span, now), to: now }),
    c.get('readiness')(),
  ]);
  const config = c.get('config');
  const watched = statsConcerns(stats, config);
  const concerns = [
    ...readinessConcerns(ready),
    ...watched,
    ...configurationConcerns(config, await isTelling(c, stats)),
    ...cronConcerns(hours, now),
  ];
  return page(
    c,
    { title: 'Overview', live: addressOf(LIVE, { view: 'overview' }) },
    <>
      <Attention concerns={concerns} version={versionOfConcerns(watched)} />
      <LiveStatus />
      <Numbers stats={stats} />
      <ActivityChart span={span} hours={hours} now={now} />
      <KeyRing stats={stats} ring={config.ticketKeys.map(({ id }) => id)} />
    </>,
  );
}

/** Whether there are clients to tell, as far as the operator may know. */
async function isTelling(c: Context<ConsoleEnv>, stats: ManagementStats): Promise<boolean> {
  if (stats.pendingDeliveries + stats.deadDeliveries > 0) return true;
  if (!may(c.get('operator'), 'configure')) return false;
  const asked = { countRequested: 100, resultsToken: null, requestPriorResults: false, totals: false };
  const found = await c.get('service').clients.query(asked);
  return found.outcome === 'page' && found.page.results.some((client) => client.backChannelLogoutUri !== null);
}

const Attention = ({ concerns, version }: { readonly concerns: readonly Concern[]; readonly version: string }) => (
  <section id="attention" data-version={version} aria-labelledby="attention-title">
    <h2 id="attention-title">Needs attention</h2>
    {concerns.length === 0 ? (
      <p class="good">Nothing.</p>
    ) : (
      <ul class="concerns">
        {concerns
          .toSorted((one, other) => Number(one.level === 'note') - Number(other.level === 'note'))
          .map(({ level, text, more }) => (
            <li class={level === 'alarm' ? 'refusal' : 'notice'}>
              {text} {more && <a href={more.href}>{more.name}</a>}
            </li>
          ))}
      </ul>
    )}
  </section>
);

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
