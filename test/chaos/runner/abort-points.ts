/**
 * The points at which an object has to be reset in a long run: around every call that an object sends, and after every
 * transaction that the source names. Guarantees: a new transaction of `src/subject` is on the list by itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SUBJECT = fileURLToPath(new URL('../../../src/subject', import.meta.url));

const CALLS = [
  'yield',
  'adopt',
  'release',
  'complete',
  'look',
  'kept',
  'awaitIndexed',
  'awaitShown',
  'grantRevoked',
  'project',
  'registrations',
  'deliver',
];

/**
 * An operator's command, given when all is quiet; a dry run under an `Idempotency-Key`; what comes too rarely: scene 94; a BFF
 * session: scenes 106 and 107; the rotation of ticket keys: `cron-reseal.test.ts`.
 */
const NOT_IN_THE_MIX = new Set(['reindex', 'remember-answer', 'announce-ends', 'replace-own', 'reseal']);

export function abortPoints(): readonly string[] {
  const labels = readdirSync(SUBJECT).flatMap((file) =>
    [...readFileSync(`${SUBJECT}/${file}`, 'utf8').matchAll(/\.write\([\w.]+, '([\w-]+)'/g)].map(([, label]) => label),
  );
  const writes = [...new Set(labels)].filter((label) => label && !NOT_IN_THE_MIX.has(label));
  return [
    ...CALLS.flatMap((call) => [`${call}:asked`, `${call}:sent`, `${call}:done`]),
    ...writes.map((label) => `write:${label}`),
  ];
}

/** Resets at each point, in the turn and from a timer. */
export const resetsAt = (hits: Readonly<Record<string, number>>, point: string): number =>
  (hits[`abort ${point}`] ?? 0) + (hits[`abort-later ${point}`] ?? 0);
