/**
 * Since when changes wait that objects hold and the index has not: what cron has seen, kept beside its cursors. Guarantees:
 * bounded; the longest waiting come first.
 */
import type { D1Client } from './d1-client.ts';
import { cursor, setCursor } from './sweep.ts';

/** The name under which it is kept; nothing: none waits. */
const OLDEST_UNPROJECTED = 'oldest-unprojected';
/** Objects that are remembered. */
const MOST = 16;

/** An object that held something back, and since when the oldest of it waits. */
export interface Unprojected {
  readonly route: string;
  readonly since: number;
}

export async function unprojected(client: D1Client): Promise<readonly Unprojected[]> {
  const value = await cursor(client, OLDEST_UNPROJECTED);
  return value === null ? [] : (JSON.parse(value) as readonly Unprojected[]);
}

export function setUnprojected(client: D1Client, objects: readonly Unprojected[]): Promise<void> {
  const longest = objects.toSorted((one, other) => one.since - other.since).slice(0, MOST);
  return setCursor(client, OLDEST_UNPROJECTED, longest.length === 0 ? null : JSON.stringify(longest));
}
