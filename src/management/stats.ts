/** How much there is (contract, "stats"). Guarantees: read at this moment, at a cost that does not grow with the sessions. */
import type { ManagementParts } from './edge-management.ts';
import type { ManagementStats } from './session-management.ts';

/** Where cron leaves since when the oldest change waits that it has seen an object hold; nothing: none waits. */
export const OLDEST_UNPROJECTED = 'oldest-unprojected';

export async function managementStats({ index, now, ticketKeyIds }: ManagementParts): Promise<ManagementStats> {
  const asOf = now();
  const [{ envelopes, ...sums }, oldest] = await Promise.all([index.stats(asOf), index.cursor(OLDEST_UNPROJECTED)]);
  const keyIds = new Set([...ticketKeyIds, ...envelopes.keys()]);
  return {
    ...sums,
    oldestUnprojectedSeconds: oldest === null ? 0 : Math.max(0, Math.floor((asOf - Number(oldest)) / 1000)),
    ticketKeys: [...keyIds].filter((id) => id !== '').map((id) => ({ id, envelopes: envelopes.get(id) ?? 0 })),
    asOf,
  };
}
