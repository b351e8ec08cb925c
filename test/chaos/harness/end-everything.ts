/**
 * Ends every session and grant of every known object, lets days pass, rings alarms. Guarantees: afterwards an object that still has
 * a table is named, with what is in it.
 */
import { SYSTEM } from '../../../src/session/ending.ts';
import type { ChaosEnv } from './environment.ts';
import { knownObjects } from './known-objects.ts';
import { DAY, jump } from './virtual-clock.ts';

const ROUNDS = 40;

const EVERYTHING = {
  ofSubject: true,
  sessionId: null,
  ids: null,
  located: [],
  clientIds: null,
  removeSessions: true,
  notify: false,
  revokeTokens: true,
  revokeConsents: true,
  exceptSessionIds: [],
  partitions: [],
  reason: 'terminated',
  by: SYSTEM,
  dryRun: false,
  kept: null,
  wait: true,
} as const;

export async function endEverything(env: ChaosEnv): Promise<readonly string[]> {
  const stub = (route: string) => env.SUBJECTS.getByName(route);
  for (const route of knownObjects()) {
    const { records, grants } = await stub(route).state();
    if (records.length + grants.length > 0) await stub(route).removeSessions({ ...EVERYTHING, route });
  }
  for (let round = 0; round < ROUNDS; round++) {
    jump(round < 5 ? 10 * 60_000 : DAY / 4);
    let rang = 0;
    for (const route of knownObjects()) if (await stub(route).ring()) rang++;
    if (rang === 0 && round > 15) break;
  }
  const left: string[] = [];
  for (const route of knownObjects()) {
    const { tables, alarm, ...rows } = await stub(route).state();
    if (tables.length > 0 || alarm !== null) left.push(`${route}: ${JSON.stringify({ ...rows, alarm })}`);
  }
  return left;
}
