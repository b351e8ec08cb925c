/** The subjects, keys and sids of a run: few, so that operations meet. Half of the keys are minted. */
import { minted, named } from '../harness/actor.ts';
import type { Named } from '../harness/answer.ts';
import type { Settings } from './settings.ts';

export interface Population {
  readonly subjects: readonly string[];
  readonly keys: readonly Named[];
  readonly sids: readonly string[];
}

export async function populate({ seed, subjects: s, ids, sids }: Settings): Promise<Population> {
  const world = `${seed}-${crypto.randomUUID().slice(0, 8)}`;
  const names = (what: string, count: number) => Array.from({ length: count }, (_, n) => `${world} ${what} ${n}`);
  const subjects = names('subject', s);
  const keys: Named[] = [];
  for (let n = 0; n < ids; n++) {
    const subject = subjects[n % subjects.length] as string;
    keys.push(n % 2 === 0 ? await minted(subject) : await named(`${world} key ${n}`));
  }
  return { subjects, keys, sids: names('sid', sids) };
}
