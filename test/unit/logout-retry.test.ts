/** When a logout token is sent again. Contract: "Back-channel logout"; RFC 9110 section 10.2.3. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAttempt } from '../../src/logout/retry.ts';
import { retryAfterOf } from '../../src/logout/retry-after.ts';

const NOW = Date.parse('2026-11-21T13:10:00.000Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const SCHEDULE = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR];

/** From the failure to the next attempt; null: there is none. */
const waitAfter = (failures: number, { retryAfter = null as number | null, random = 0 } = {}): number | null => {
  const next = nextAttempt({ now: NOW, failures, retryAfter, random });
  return next === null ? null : next - NOW;
};

describe('the next attempt', () => {
  it.each(SCHEDULE.map((wait, index) => [index + 1, wait]))('after failure %i comes in %i ms', (failures, wait) => {
    expect(waitAfter(failures)).toBe(wait);
    expect(waitAfter(failures, { random: 0.5 })).toBe(wait * 1.05);
  });

  it('does not come after the eighth failure, whatever the relying party asks for', () => {
    expect(waitAfter(8)).toBeNull();
    expect(waitAfter(8, { retryAfter: MINUTE })).toBeNull();
    expect(waitAfter(9)).toBeNull();
  });

  it('waits as long as the relying party asks for, where that is longer', () => {
    expect(waitAfter(1, { retryAfter: MINUTE })).toBe(MINUTE);
    expect(waitAfter(2, { retryAfter: 31 * SECOND })).toBe(31 * SECOND);
    expect(waitAfter(1, { retryAfter: HOUR })).toBe(HOUR);
  });

  it('does not wait for less than the schedule says', () => {
    expect(waitAfter(2, { retryAfter: SECOND })).toBe(30 * SECOND);
    expect(waitAfter(6, { retryAfter: HOUR })).toBe(6 * HOUR);
    expect(waitAfter(1, { retryAfter: 0 })).toBe(5 * SECOND);
  });

  it('lets a relying party ask for no more than an hour', () => {
    expect(waitAfter(1, { retryAfter: HOUR + 1 })).toBe(HOUR);
    expect(waitAfter(1, { retryAfter: 10 ** 15, random: 0.99 })).toBe(HOUR);
  });

  it('is a whole number of milliseconds, never early, and at most a tenth late', () => {
    const some = fc.record({
      failures: fc.integer({ min: 1, max: 7 }),
      retryAfter: fc.option(fc.nat(2 * HOUR)),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(some, ({ failures, retryAfter, random }) => {
        const wait = waitAfter(failures, { retryAfter, random }) ?? Number.NaN;
        const least = Math.max(SCHEDULE[failures - 1] ?? Number.NaN, Math.min(retryAfter ?? 0, HOUR));
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(least);
        expect(wait).toBeLessThanOrEqual(least * 1.1);
      }),
    );
  });
});

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 2 * MINUTE],
    ['86400', 24 * HOUR],
    ['Sat, 21 Nov 2026 13:12:00 GMT', 2 * MINUTE],
    ['Sat, 21 Nov 2026 13:09:59 GMT', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  ])('%s', (header, milliseconds) => {
    expect(retryAfterOf(header, NOW)).toBe(milliseconds);
  });

  it.each([
    null,
    '',
    '-1',
    '+5',
    '1.5',
    '1e3',
    '0x10',
    '5 minutes',
    '120, 60',
    '9'.repeat(400),
    'soon',
    'tomorrow 5',
    '2026-11-21T13:12:00Z',
    '21 Nov 2026 13:12:00 GMT',
    'Sat, 21 Nov 2026 13:12:00',
    'Sat, 21 Nov 2026 13:12:00 +0100',
    'Sat, 32 Nov 2026 13:12:00 GMT',
    'Sat, 21 Nov 2026 25:12:00 GMT',
    'Saturday, 21-Nov-26 13:12:00 GMT',
  ])('is ignored where it is malformed: %s', (header) => {
    expect(retryAfterOf(header, NOW)).toBeNull();
  });
});
