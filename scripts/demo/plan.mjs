/**
 * What this machine's demo looks like. Guarantees: two runs within a day against one service ask for the same sessions
 * with the same idempotency keys, so the second one finds them there; a later run is a new demo.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../bundled-node.mjs';

/** The service remembers an idempotency key for 24 hours; a run takes its time. */
const SAME_DEMO = 23 * 3_600_000;

/**
 * @param {string} baseUrl
 * @param {number} seed
 * @param {number} now
 * @returns {{ baseUrl: string, seed: number, now: number }}
 */
export function planOf(baseUrl, seed, now) {
  const file = join(projectRoot, '.wrangler', 'demo.json');
  const before = read(file);
  if (before?.baseUrl === baseUrl && before.seed === seed && now - before.now < SAME_DEMO) return before;
  mkdirSync(dirname(file), { recursive: true });
  const plan = { baseUrl, seed, now };
  writeFileSync(file, `${JSON.stringify(plan)}\n`);
  return plan;
}

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
