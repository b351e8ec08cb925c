/**
 * What the overview shows, look by look of one stream, for `src/browser/live-overview.ts`. Guarantees: the first look asks what a
 * page asks, and has the chart; those after it ask for the statistics alone. Where the index does not answer, that is what there
 * is to show.
 */
import type { Context } from 'hono';
import { StorageUnavailable } from '../session/session-store.ts';
import { ActivityChart } from './activity-chart.tsx';
import { type Concern, INDEX_SILENT } from './attention.ts';
import { ConcernItem } from './attention-list.tsx';
import type { ConsoleEnv } from './console-env.ts';
import { textsOf } from './overview-numbers.ts';
import { concernsOf, type Slow, slowParts } from './overview-seen.ts';

export function looksAtOverview(c: Context<ConsoleEnv>): () => Promise<string> {
  let slow: Slow | null = null;
  return async () => {
    try {
      const stats = await c.get('service').management.stats();
      const isFirst = slow === null;
      slow ??= await slowParts(c, stats);
      // The index has just answered, whatever it did when readiness was asked.
      const now = { ...slow, ready: { ...slow.ready, d1: 'ok' } } as const;
      return JSON.stringify({
        numbers: textsOf(stats),
        concerns: concernsOf(c, stats, now).map(toldOf),
        areAll: true,
        ...(isFirst && { chart: String(<ActivityChart {...slow} />) }),
      });
    } catch (fault) {
      if (!(fault instanceof StorageUnavailable)) throw fault;
      return JSON.stringify({ numbers: null, concerns: [toldOf(INDEX_SILENT)], areAll: false });
    }
  };
}

const toldOf = (concern: Concern) => ({ about: concern.about, html: String(<ConcernItem concern={concern} />) });
