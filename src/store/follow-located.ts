/**
 * Asks the objects that the index named about ids, and follows where they say. Guarantees: each id is decided, by its owner
 * or by home; objects are asked in parallel, a bounded number at once.
 */
import type { Located } from '../index-d1/index-row.ts';
import { StorageUnavailable } from '../session/session-store.ts';

/** Requests to objects under way at once: the platform lets six wait. */
export const AT_ONCE = 6;
/** Each turn needs a change in between. */
const TURNS = 12;

export async function followLocated(
  located: readonly Located[],
  ask: (route: string, ids: readonly Located[]) => Promise<{ readonly elsewhere: readonly Located[] }>,
  mayHaveBeenStored: boolean,
): Promise<void> {
  let open = located;
  for (let turn = 0; turn < TURNS; turn++) {
    if (open.length === 0) return;
    const groups = Map.groupBy(open, ({ route }) => route)
      .entries()
      .toArray();
    const next: Located[] = [];
    await forEachAtOnce(groups, async ([route, ids]) => {
      next.push(...(await ask(route, ids)).elsewhere);
    });
    open = next;
  }
  throw new StorageUnavailable('sessions moved on again and again while they were looked up', { mayHaveBeenStored });
}

/** A fault ends it, after the requests under way. */
export async function forEachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const workers = Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    for (const item of rest) await work(item);
  });
  for (const result of await Promise.allSettled(workers)) if (result.status === 'rejected') throw result.reason;
}
