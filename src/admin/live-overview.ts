/** What the overview shows at this moment, for `src/browser/live-overview.ts`. */
import type { Context } from 'hono';
import { statsConcerns } from './attention.ts';
import type { ConsoleEnv } from './console-env.ts';
import { textsOf, versionOfConcerns } from './overview-numbers.ts';

export async function lookAtOverview(c: Context<ConsoleEnv>): Promise<string> {
  const stats = await c.get('service').management.stats();
  return JSON.stringify({
    numbers: textsOf(stats),
    attention: versionOfConcerns(statsConcerns(stats, c.get('config'))),
  });
}
