/** How many of each, and a point as the driver is asked for it. */

export const SIZES = {
  few: { sessions: 20, grants: 100, clients: 5 },
  /** As the promise is put. */
  many: { sessions: 200, grants: 1_000, clients: 5 },
  most: { sessions: 2_000, grants: 1_000, clients: 5 },
} as const;

export type Size = keyof typeof SIZES;

export interface Point {
  readonly at: string;
  /** How many passings it lets go by first. */
  readonly after: number;
  readonly reset: 'abort' | 'abort-later';
}

export const pointIn = (query: URLSearchParams): Point => ({
  at: query.get('at') ?? '',
  after: Number(query.get('after') ?? 0),
  reset: query.get('reset') === 'abort' ? 'abort' : 'abort-later',
});
