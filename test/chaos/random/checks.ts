/** What must hold whenever a world is quiet, whatever happened before (consistency.md, "Invariant", section 6). */

import type { ChaosEnv } from '../harness/environment.ts';
import { indexRows } from '../harness/index-state.ts';
import type { ObjectState } from '../harness/object-state.ts';
import type { Population } from './population.ts';
import type { World } from './quiet.ts';

export async function broken(env: ChaosEnv, world: World, { keys }: Population): Promise<readonly string[]> {
  const found: string[] = [];
  const ours = new Set(keys.map(({ id }) => id));
  const index = new Map((await indexRows(env.INDEX)).filter(({ id }) => ours.has(id)).map((row) => [row.id, row]));
  for (const { id, home } of keys) {
    const owners = [...world].filter(([, { records }]) => records.some((record) => record.id === id));
    if (owners.length > 1) found.push(`two owners of ${id}: ${owners.map(([route]) => route).join(', ')}`);
    const owner = owners[0]?.[0];
    const record = owners[0]?.[1].records.find((one) => one.id === id);
    const row = index.get(id);
    if (record && owner) {
      const way = world.get(home)?.ways.find((one) => one.id === id);
      if (owner !== home && (way?.target !== owner || way.via !== record.via)) {
        found.push(`home ${home} does not lead to ${id} at ${owner}: ${JSON.stringify(way)}`);
      }
      const same =
        row?.state === 'live' &&
        row.route === owner &&
        row.home === home &&
        row.subject === record.subject &&
        row.sid === record.sid &&
        row.display_name === record.display_name;
      if (!same) found.push(`the index has ${JSON.stringify(row)} for ${JSON.stringify(record)} at ${owner}`);
    } else if (row?.state === 'live') {
      found.push(`a ghost in the index: ${JSON.stringify(row)}`);
    }
  }
  for (const [route, state] of world) found.push(...brokenAt(route, state, world));
  return found;
}

/** One object: each id once, and every forward leads to a row of that stay. */
export function brokenAt(
  route: string,
  { records, grants, ways, marks }: ObjectState,
  world: World,
): readonly string[] {
  const found: string[] = [];
  const ids = [...records, ...grants, ...ways, ...marks].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) found.push(`${route} has an id twice`);
  for (const { id, target, via } of ways) {
    const there = world.get(target);
    const stays = [...(there?.records ?? []), ...(there?.grants ?? []), ...(there?.marks ?? [])];
    if (!stays.some((stay) => stay.id === id && stay.via === via)) {
      found.push(`${route} leads to ${target} for ${id}, which has no stay ${via} of it`);
    }
  }
  return found;
}
