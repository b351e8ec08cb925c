/** A call to another object: counted, and with a fresh stub, since one that threw stays broken. */
import type { Meter } from '../session/cost.ts';
import type { SubjectPeer } from './api.ts';
import type { SubjectContext } from './context.ts';
import type { Costed } from './outcome.ts';

export async function ask<T>(
  ctx: SubjectContext,
  route: string,
  meter: Meter,
  call: (peer: SubjectPeer) => Promise<Costed<T>>,
): Promise<Costed<T>> {
  meter.add({ object: 1 });
  const answer = await call(ctx.ports.peer(route));
  meter.add(answer.cost);
  return answer;
}

/** How many calls an object has under way at once: the platform lets six wait. */
export const AT_ONCE = 6;

/** Runs a bounded number at once; the first fault ends it, after those under way. */
export async function forEachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const workers = Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    for (const item of rest) await work(item);
  });
  const results = await Promise.allSettled(workers);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
