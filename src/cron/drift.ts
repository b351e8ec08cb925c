/**
 * Holds a sample of the index against the objects, in turn, and mends it (consistency.md, "Mend"). Being asked also makes
 * an object notice a lost alarm. Guarantees: a row is removed only where home said that nobody has it, and only in the
 * revision that was compared.
 */
import type { Located } from '../index-d1/index-row.ts';
import { followLocated } from '../store/follow-located.ts';
import type { CronParts } from './cron-parts.ts';
import { WaitingObjects } from './waiting-objects.ts';

/** Rows of one sample, and samples of one run. */
const CHUNK = 200;
const SAMPLES = 5;
const CURSOR = 'drift';

export interface Mended {
  readonly compared: number;
  readonly behind: number;
  readonly ghosts: number;
}

export async function mendDrift(
  { directory, index, budget, log }: CronParts,
  waiting = new WaitingObjects(),
): Promise<Mended> {
  let position = Number((await index.cursor(CURSOR)) ?? 0);
  let [compared, behind, ghosts] = [0, 0, 0];
  for (let sample = 0; sample < SAMPLES && !budget.spent; sample++) {
    const { rows, next } = await index.sample(position, CHUNK);
    const revisions = new Map(rows.map(({ id, revision }) => [id, revision]));
    const withRevision = (located: Located) => ({ ...located, revision: revisions.get(located.id) ?? 0 });
    await followLocated(
      rows,
      async (route, ids) => {
        try {
          const answer = await directory.call(route, 'repeatable', (object) =>
            object.compare({ route, rows: ids.map(withRevision) }),
          );
          waiting.note(route, answer);
          behind += answer.behind;
          ghosts += answer.ghosts.length;
          for (const id of answer.ghosts) await index.removeGhost(id, revisions.get(id) ?? 0);
          return answer;
        } catch (fault) {
          log('cron-object-unavailable', { route, reason: fault instanceof Error ? fault.name : 'unknown' });
          return { elsewhere: [] };
        }
      },
      true,
    );
    compared += rows.length;
    position = next ?? 0;
    await index.setCursor(CURSOR, String(position));
    if (position === 0) break;
  }
  return { compared, behind, ghosts };
}
