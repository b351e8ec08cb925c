/**
 * Chooses how a page is looked for. Sorting all hits of the substring index is cheap when they are few, walking the list
 * is cheap when they are many; each is hopeless where the other is good. So the hits of each filter
 * are counted first, up to a cap, which costs a round trip and one row a hit.
 */
import { sql } from 'drizzle-orm';
import { LIMITS } from '../session/limits.ts';
import { lookAtCandidates } from './candidate-look.ts';
import type { D1Client } from './d1-client.ts';
import { lookAtList } from './list-look.ts';
import type { Look, LookRequest } from './look.ts';
import { SEARCH_BUDGET } from './search-budget.ts';
import { phraseOf, type TextFilter } from './text-filter.ts';
import { lookByWalking, type RarestFilter } from './walk-look.ts';

export async function look(client: D1Client, filters: readonly TextFilter[], request: LookRequest): Promise<Look> {
  if (filters.length === 0) return lookAtList(client, request);
  const rarest = await rarestFilter(client, filters, request.totals ? LIMITS.exactTotal : SEARCH_BUDGET.candidates);
  return rarest !== null && rarest.hits <= SEARCH_BUDGET.candidates
    ? lookAtCandidates(client, rarest.phrase, filters, request)
    : lookByWalking(client, rarest, filters, request);
}

/** Hits are counted up to one more than `cap`. */
async function rarestFilter(
  client: D1Client,
  filters: readonly TextFilter[],
  cap: number,
): Promise<RarestFilter | null> {
  const phrases = filters.flatMap((filter) => phraseOf(filter) ?? []);
  if (phrases.length === 0) return null;
  const counts = await client.read(
    ...phrases.map(
      (phrase) => sql<{ hits: number }>`SELECT count(*) AS hits
          FROM (SELECT 1 FROM ix_text WHERE ix_text MATCH ${phrase} LIMIT ${cap + 1})`,
    ),
  );
  const candidates = phrases.map((phrase, index) => ({ phrase, hits: counts[index]?.[0]?.hits ?? 0 }));
  return candidates.reduce((rarest, filter) => (filter.hits < rarest.hits ? filter : rarest));
}
