/** How many grants this object's subject has, by client and type; bounded in what is read and in what is told. */
import type { GrantCounts } from '../grant/grant-count.ts';
import { LIMITS } from '../session/limits.ts';
import type { SubjectContext } from './context.ts';
import type { CountGrantsArgs } from './grant-api.ts';

export function countGrants(ctx: SubjectContext, { sessionId, clientId }: CountGrantsArgs): GrantCounts {
  const clientIds = clientId === null ? null : [clientId];
  const selection = { sessionId, clientIds, types: null, grantId: null, lookup: null };
  const all = ctx.tables.grants.counts(selection, LIMITS.exactTotal + 1);
  const read = all.reduce((sum, { count }) => sum + count, 0);
  const counts = all.slice(0, LIMITS.pageSize);
  return { counts, incomplete: read > LIMITS.exactTotal || all.length > counts.length };
}
