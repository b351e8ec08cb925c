import { expect, it } from 'vitest';
import { formatTime, parseTime } from '../../src/http/time.ts';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const two = (n: number) => String(n).padStart(2, '0');

it('takes exactly the days that exist', () => {
  for (const [year, leap] of [
    [2023, 0],
    [2024, 1],
    [1900, 0],
    [2000, 1],
    [4, 1],
    [99, 0],
  ] as const) {
    for (const [month, days] of DAYS.entries()) {
      const last = month === 1 ? days + leap : days;
      const time = (day: number) => `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(day)}T00:00:00Z`;
      expect(parseTime(time(last)), time(last)).not.toBeNull();
      expect(parseTime(time(last + 1)), time(last + 1)).toBeNull();
      expect(parseTime(time(0))).toBeNull();
    }
  }
});

it('tells every time again as it was', () => {
  for (const text of [
    '0000-01-01T00:00:00.000Z',
    '0099-12-31T23:59:59.999Z',
    '1969-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59.999Z',
  ]) {
    const time = parseTime(text);
    expect(time).toBe(Date.parse(text));
    expect(formatTime(time ?? Number.NaN)).toBe(text);
  }
});

it('cuts digits beyond milliseconds, before the epoch too', () => {
  expect(parseTime('1970-01-01T00:00:00.0009Z')).toBe(0);
  expect(parseTime('1969-12-31T23:59:59.9999Z')).toBe(-1);
  expect(parseTime(`2026-01-01T00:00:00.${'1'.repeat(100_000)}Z`)).toBe(Date.UTC(2026, 0, 1, 0, 0, 0, 111));
});

it.each(['13', '00'])('refuses a month 13 and 00', (month) => {
  expect(parseTime(`2026-${month}-01T00:00:00Z`)).toBeNull();
});

it.each([
  '24:00:00Z',
  '00:60:00Z',
  '00:00:60Z',
  '00:00:00+24:00',
  '00:00:00+00:60',
  '00:00:00',
  '00:00:00z0',
  '00:00:00 Z',
])('refuses the time of day %s', (time) => {
  expect(parseTime(`2026-01-01T${time}`)).toBeNull();
});
