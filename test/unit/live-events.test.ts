/** What one stream of the console sends: bounded, only what changed, and no more once nobody may see it. */
import { expect, it } from 'vitest';
import { liveEvents, STATEMENTS } from '../../src/admin/live-events.ts';

interface Scene {
  /** What each look finds, the last one again and again. */
  readonly seen?: readonly (string | null)[];
  /** D1 statements of a look. */
  readonly dear?: number;
  readonly known?: string;
  /** The look from which on the session is over. */
  readonly endedAt?: number;
  /** The wait during which the browser goes. */
  readonly goneAt?: number;
}

async function streamed({ seen = ['one'], dear = 3, known, endedAt = Infinity, goneAt = Infinity }: Scene = {}) {
  let [d1, asked, waits, looked] = [0, 0, 0, 0];
  const told: object[] = [];
  const events = liveEvents({
    isOperator: async () => ++asked < endedAt,
    look: async () => {
      d1 += dear;
      return seen[Math.min(looked++, seen.length - 1)] ?? null;
    },
    cost: {
      get total() {
        return { object: 0, d1, read: 0, written: 0 };
      },
    },
    known: known ?? null,
    wait: async () => ++waits,
    isGone: () => waits >= goneAt,
    ended: (how) => void told.push(how),
  });
  const lines: string[] = [];
  for await (const event of events) lines.push(event);
  return { lines, d1, asked, looked, told };
}

const data = (lines: readonly string[]) => lines.flatMap((line) => /^data: (.*)$/m.exec(line)?.[1] ?? []);

it('sends what has changed, and a heartbeat where nothing has', async () => {
  const { lines } = await streamed({ seen: ['one', 'one', 'two', 'two', 'one'] });
  expect(data(lines)).toEqual(['one', 'two', 'one']);
  expect(lines.filter((line) => line === ':\n\n')).toHaveLength(lines.length - 1 - 3);
  expect(lines.every((line) => line.endsWith('\n\n'))).toBe(true);
});

it('tells when to come back, and goes on where the last stream stopped', async () => {
  const { lines } = await streamed();
  expect(lines[0]).toMatch(/^retry: \d+\n\n$/);
  const [, known] = /^id: (.+)$/m.exec(lines.join('')) ?? [];
  expect(data((await streamed({ known: known ?? '' })).lines)).toEqual([]);
  expect(data((await streamed({ known: 'another' })).lines)).toEqual(['one']);
});

it.each([1, 3, 7, 20, 44, 46])('of looks of %i statements makes no more than its invocation may', async (dear) => {
  const { d1, looked } = await streamed({ dear });
  expect(looked).toBeGreaterThan(0);
  expect(d1).toBeLessThanOrEqual(Math.max(STATEMENTS, dear));
  expect(looked).toBeLessThanOrEqual(12);
});

it('asks at each look whether the session lives, and is over with it', async () => {
  const { lines, asked, looked } = await streamed({ endedAt: 3, seen: ['one', 'two', 'three'] });
  expect([asked, looked]).toEqual([3, 2]);
  expect(data(lines)).toEqual(['one', 'two']);
  expect(lines.at(-1)).toBe('event: over\ndata:\n\n');
});

it('is over where the address counts no more', async () => {
  const { lines } = await streamed({ seen: ['one', null] });
  expect(lines.at(-1)).toBe('event: over\ndata:\n\n');
});

it('looks no more when the browser has gone, and tells how it went once', async () => {
  const { looked, told } = await streamed({ goneAt: 2 });
  expect(looked).toBe(2);
  expect(told).toEqual([{ looks: 2, sent: 1 }]);
});
