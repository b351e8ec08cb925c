/** How much there is (contract, "stats"). Guarantees: read at this moment, at a cost that does not grow with the sessions. */
import type { ManagementParts } from './edge-management.ts';
import type { ManagementStats } from './session-management.ts';

export async function managementStats({ index, now, ticketKeyIds }: ManagementParts): Promise<ManagementStats> {
  const asOf = now();
  const [{ envelopes, ...sums }, [longest]] = await Promise.all([index.stats(asOf), index.unprojected()]);
  const keyIds = new Set([...ticketKeyIds, ...envelopes.keys()]);
  return {
    ...sums,
    oldestUnprojectedSeconds: longest === undefined ? 0 : Math.max(0, Math.floor((asOf - longest.since) / 1000)),
    ticketKeys: [...keyIds].filter((id) => id !== '').map((id) => ({ id, envelopes: envelopes.get(id) ?? 0 })),
    asOf,
  };
}
