/**
 * Sign-ins and ends over time: above the line what began, below it what ended, by reason. Guarantees: the picture is said in
 * words and its numbers are in a table beside it; sides and order tell what colours tell; no text is scaled with the picture;
 * numbers that grow move nothing.
 */

import type { ActivityHour } from '../session/activity.ts';
import { END_REASONS } from '../session/ending.ts';
import { type Bar, barsOf, SPANS, type Span } from './activity-bars.ts';
import { addressOf } from './address.ts';
import { count } from './count.ts';
import { REASONS } from './end-reason.ts';
import { Time } from './time.tsx';

interface ChartProps {
  readonly span: Span;
  readonly hours: readonly ActivityHour[];
  readonly now: number;
}

export function ActivityChart({ span, hours, now }: ChartProps) {
  const bars = barsOf(span, hours, now);
  return (
    <section id="chart" aria-labelledby="activity">
      <h2 id="activity">Sign-ins and ends</h2>
      <nav class="actions" aria-label="Span of the chart">
        {(Object.keys(SPANS) as Span[]).map((one) => (
          <a href={addressOf('/admin', { span: one })} aria-current={one === span ? 'true' : undefined}>
            Last {SPANS[one].name}
          </a>
        ))}
      </nav>
      {hours.length === 0 ? (
        <p class="empty">No hour of this span has been counted yet.</p>
      ) : (
        <Chart bars={bars} span={span} />
      )}
    </section>
  );
}

/** Units of the picture: it is stretched to the room that it has. */
const WIDTH = 10;
const HALF = 100;

function Chart({ bars, span }: { readonly bars: readonly Bar[]; readonly span: Span }) {
  const top = roundUp(Math.max(1, ...bars.map(({ signIns, ends }) => Math.max(signIns, ends))));
  const sum = (of: (bar: Bar) => number) => bars.reduce((total, bar) => total + of(bar), 0);
  const [first, middle] = [bars[0], bars[Math.floor(bars.length / 2)]];
  return (
    <>
      <ul class="legend">
        <Legend kind="sign_in" name="sign-ins" total={sum(({ signIns }) => signIns)} />
        {END_REASONS.map((reason) => (
          <Legend kind={reason} name={REASONS[reason]} total={sum(({ endings }) => endings[reason])} />
        ))}
      </ul>
      <div class="chart">
        <div class="scale" aria-hidden="true">
          <span>{count(top)}</span>
          <span>0</span>
          <span>{count(top)}</span>
        </div>
        <svg
          viewBox={`0 ${-HALF} ${bars.length * WIDTH} ${2 * HALF}`}
          preserveAspectRatio="none"
          role="img"
          aria-labelledby="chart-title chart-words"
        >
          <title id="chart-title">Sign-ins and ends of sessions, last {SPANS[span].name}</title>
          <desc id="chart-words">
            {count(sum(({ signIns }) => signIns))} sign-ins, above the line; {count(sum(({ ends }) => ends))} ends,
            below it, by reason. The numbers are in the table after the picture.
          </desc>
          {bars.map((bar, n) => (
            <Column bar={bar} x={n * WIDTH} unit={HALF / top} />
          ))}
          <line class="axis" x1="0" x2={bars.length * WIDTH} y1="0" y2="0" />
        </svg>
        <div class="span">
          <Time at={first?.from ?? null} />
          <Time at={middle?.from ?? null} />
          <span>now</span>
        </div>
      </div>
      <Numbers bars={bars} />
    </>
  );
}

function Column({ bar, x, unit }: { readonly bar: Bar; readonly x: number; readonly unit: number }) {
  const { signIns, ends, endings } = bar;
  if (signIns + ends === 0) return null;
  let below = 0;
  const pile = END_REASONS.map((reason) => {
    const from = below;
    below += endings[reason] * unit;
    return { reason, from, height: below - from };
  });
  const sides = { x: x + 1, width: WIDTH - 2 };
  return (
    <g>
      <title>
        {words(bar.from)}: {count(signIns)} sign-ins, {count(ends)} ends
      </title>
      {signIns > 0 && <rect class="sign_in" {...sides} y={-signIns * unit} height={signIns * unit} />}
      {pile.map(
        ({ reason, from, height }) => height > 0 && <rect class={reason} {...sides} y={from} height={height} />,
      )}
    </g>
  );
}

const Legend = ({ kind, name, total }: { readonly kind: string; readonly name: string; readonly total: number }) => (
  <li>
    <svg viewBox="0 0 10 10" aria-hidden="true">
      <rect class={kind} width="10" height="10" />
    </svg>
    {name} <span class="dim">{count(total)}</span>
  </li>
);

const Numbers = ({ bars }: { readonly bars: readonly Bar[] }) => (
  <details>
    <summary>The numbers of the chart</summary>
    <table class="cards steady hours">
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">Sign-ins</th>
          {END_REASONS.map((reason) => (
            <th scope="col">Ends: {REASONS[reason]}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr>
            <th scope="row">
              <Time at={bar.from} />
            </th>
            {bar.hours === 0 ? (
              <td colspan={1 + END_REASONS.length} class="dim">
                not counted
              </td>
            ) : (
              <>
                <td data-label="Sign-ins">{count(bar.signIns)}</td>
                {END_REASONS.map((reason) => (
                  <td data-label={REASONS[reason]}>{count(bar.endings[reason])}</td>
                ))}
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </details>
);

const words = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** To 1, 2 or 5 and zeros, so that the scale can be read. */
function roundUp(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((round) => round >= most) ?? most;
}
