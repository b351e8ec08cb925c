import { describe, expect, it } from 'vitest';
import { barsOf, beginningOf, SPANS, type Span } from '../../src/admin/activity-bars.ts';
import { cronConcerns } from '../../src/admin/attention.ts';
import { type ActivityHour, HOUR } from '../../src/session/activity.ts';

const NOW = Date.UTC(2026, 5, 15, 13, 20);
const LAST = Date.UTC(2026, 5, 15, 12);
const hourAt = (hour: number, signIns = 1): ActivityHour => ({
  hour,
  signIns,
  endings: { user_logout: 1, terminated: 2, expired: 3, replaced: 4, limit: 5 },
});
const hoursOf = (many: number) => Array.from({ length: many }, (_, n) => hourAt(LAST - (many - 1 - n) * HOUR));

describe('bars', () => {
  it.each(Object.keys(SPANS) as Span[])(
    'of %s have each counted hour in one of them, and the running one last',
    (span) => {
      const hours = hoursOf(24 * 40);
      const bars = barsOf(span, hours, NOW);
      const { length } = SPANS[span];
      const within = hours.filter(({ hour }) => hour >= beginningOf(span, NOW));
      expect(bars.reduce((sum, bar) => sum + bar.hours, 0)).toBe(within.length);
      expect(bars.reduce((sum, { signIns }) => sum + signIns, 0)).toBe(within.length);
      expect(bars.reduce((sum, { ends }) => sum + ends, 0)).toBe(within.length * 15);
      expect(bars.map(({ from }) => from)).toEqual(bars.map((_, n) => beginningOf(span, NOW) + n * length));
      const last = bars.at(-1);
      expect(last !== undefined && last.from <= NOW && NOW < last.from + length).toBe(true);
      // What the operation takes.
      expect(NOW - beginningOf(span, NOW)).toBeLessThanOrEqual(31 * 24 * HOUR);
    },
  );

  it('without a counted hour say so', () => {
    expect(barsOf('24h', [hourAt(LAST)], NOW).map(({ hours }) => hours)).toEqual([...Array(22).fill(0), 1, 0]);
  });
});

it('cron is missed three hours after the beginning of the last hour that it has counted', () => {
  expect(cronConcerns([hourAt(LAST)], LAST + 3 * HOUR - 1)).toEqual([]);
  expect(cronConcerns([hourAt(LAST)], LAST + 3 * HOUR)).toMatchObject([{ level: 'alarm' }]);
  expect(cronConcerns([], NOW)).toMatchObject([{ level: 'note' }]);
});
