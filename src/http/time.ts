/**
 * Times: any RFC 3339 date-time in, UTC with milliseconds out. Contract: "Bodies and values".
 * Guarantees: only days that exist, no leap seconds, digits beyond milliseconds cut; every time that is accepted has a
 * year of four digits in UTC, so that it can be told again.
 */
import * as v from 'valibot';

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/i;
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since the epoch, or null for anything but an RFC 3339 date-time (section 5.6). */
export function parseTime(text: string): number | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const offsetHours = Number(match[9] ?? 0);
  const offsetMinutes = Number(match[10] ?? 0);
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return null;
  const date = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, minute, second, Number((match[7] ?? '').slice(0, 3).padEnd(3, '0')));
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  const time = date.getTime() + (match[8] === '-' ? offset : -offset);
  return time >= EARLIEST && time <= LATEST ? time : null;
}

export const formatTime = (time: number): string => new Date(time).toISOString();
export const formatTimeOrNull = (time: number | null): string | null => (time === null ? null : formatTime(time));

/** A time in a body. Out: milliseconds since the epoch. */
export const time = v.pipe(
  v.string('must be a string'),
  v.metadata({ format: 'date-time' }),
  v.rawTransform<string, number>(({ dataset, addIssue, NEVER }) => {
    const value = parseTime(dataset.value);
    if (value !== null) return value;
    addIssue({ message: 'must be an RFC 3339 date-time such as 2026-11-21T13:10:00.000Z' });
    return NEVER;
  }),
);
