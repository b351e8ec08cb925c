/** Hours of activity as the bars of a chart: how many, how long each, and what they add up to. */
import { type ActivityHour, HOUR } from '../session/activity.ts';
import { END_REASONS, type EndReason } from '../session/ending.ts';

const DAY = 24 * HOUR;

/** What can be chosen; the address says `span=…`. A bar begins at a multiple of its length, in UTC. */
export const SPANS = {
  '24h': { name: '24 hours', bars: 24, length: HOUR },
  '7d': { name: '7 days', bars: 28, length: 6 * HOUR },
  '30d': { name: '30 days', bars: 30, length: DAY },
} as const;
export type Span = keyof typeof SPANS;

export const isSpan = (text: string | undefined): text is Span => text !== undefined && Object.hasOwn(SPANS, text);

export interface Bar {
  readonly from: number;
  /** Hours that cron has counted; 0: nothing is known. */
  readonly hours: number;
  readonly signIns: number;
  readonly ends: number;
  readonly endings: Readonly<Record<EndReason, number>>;
}

/** Where the first bar begins: what is running is the last one. */
export function beginningOf(span: Span, now: number): number {
  const { bars, length } = SPANS[span];
  return (Math.floor(now / length) - bars + 1) * length;
}

export function barsOf(span: Span, hours: readonly ActivityHour[], now: number): readonly Bar[] {
  const { bars, length } = SPANS[span];
  const beginning = beginningOf(span, now);
  return Array.from({ length: bars }, (_, n) => {
    const from = beginning + n * length;
    return barOf(
      from,
      hours.filter(({ hour }) => hour >= from && hour < from + length),
    );
  });
}

function barOf(from: number, hours: readonly ActivityHour[]): Bar {
  const sum = (of: (hour: ActivityHour) => number) => hours.reduce((total, hour) => total + of(hour), 0);
  const endings = Object.fromEntries(
    END_REASONS.map((reason) => [reason, sum((hour) => hour.endings[reason])]),
  ) as Record<EndReason, number>;
  const ends = Object.values(endings).reduce((total, n) => total + n, 0);
  return { from, hours: hours.length, signIns: sum(({ signIns }) => signIns), ends, endings };
}
