/** Gaps in a list of events, newest first, and where a page of it lay as its results token carries it. */
import type { PagePlace } from './page-place.ts';

export interface EventGap {
  /** When it happened. */
  readonly at: number;
  /** The number of its row: of what happened at one time, the later told is the newer. */
  readonly n: number;
  readonly side: 'before' | 'after';
}

/** Before every event: no RFC 3339 time is that late. */
export const EVENTS_START: EventGap = { at: Number.MAX_SAFE_INTEGER, n: Number.MAX_SAFE_INTEGER, side: 'before' };

type PackedGap = readonly [at: number, n: number, after: 0 | 1];
export type PackedEventPlace = readonly [before: PackedGap, after: PackedGap, rankBefore: number, rankAfter: number];

const packGap = ({ at, n, side }: EventGap): PackedGap => [at, n, side === 'after' ? 1 : 0];
const unpackGap = ([at, n, after]: PackedGap): EventGap => ({ at, n, side: after ? 'after' : 'before' });

export const packEventPlace = ({ before, after, rankBefore, rankAfter }: PagePlace<EventGap>): PackedEventPlace => [
  packGap(before),
  packGap(after),
  rankBefore,
  rankAfter,
];

export const unpackEventPlace = ([before, after, rankBefore, rankAfter]: PackedEventPlace): PagePlace<EventGap> => ({
  before: unpackGap(before),
  after: unpackGap(after),
  rankBefore,
  rankAfter,
});
