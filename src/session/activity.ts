/** What went on in an hour: how many sessions began and how many ended, by reason. Times are milliseconds since the epoch. */
import type { EndReason } from './ending.ts';

export const HOUR = 60 * 60_000;

export interface ActivityHour {
  /** When it began; hours are those of UTC. */
  readonly hour: number;
  readonly signIns: number;
  readonly endings: Readonly<Record<EndReason, number>>;
}

/** From `from` on, and before `to`. */
export interface ActivityQuery {
  readonly from: number;
  readonly to: number;
}

/** When the hour of a time began. */
export const hourOf = (time: number): number => Math.floor(time / HOUR) * HOUR;
