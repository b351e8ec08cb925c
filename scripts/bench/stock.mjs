/** What both contestants hold before anything is measured: the same sessions, created through their own front doors. */
import { setTimeout as pause } from 'node:timers/promises';
import { bareRequests, parsed, serviceRequests } from './contestants.mjs';
import { Sessions } from './sessions.mjs';

/** Subjects whose protection keys an isolate keeps (`src/ticket/key-ring.ts` keeps 512). */
export const FEW_SUBJECTS = 200;
/** More than it keeps: every read derives the key anew. */
export const MANY_SUBJECTS = 1_000;

/** By then every object's alarm, which looks after a create 5 seconds later, has rung: it belongs to creates, not to reads. */
const SETTLED = 7_000;

/**
 * One session of each of MANY_SUBJECTS, in the order of the subjects.
 * @param {import('./client.mjs').Client} service
 * @param {import('./client.mjs').Client} bare
 */
export async function stocked(service, bare) {
  const sessions = new Sessions(1);
  const stock = Array.from({ length: MANY_SUBJECTS }, (_, subject) => sessions.next(subject));
  const records = parsed(await service.answers(stock.map(serviceRequests.create), 201));
  const rows = parsed(await bare.answers(stock.map(bareRequests.create), 201));
  await pause(SETTLED);
  return {
    serviceReads: records.map(({ key }) => serviceRequests.get(key)),
    bareReads: rows.map(bareRequests.get),
  };
}

/** @typedef {Awaited<ReturnType<typeof stocked>>} Stock */

/**
 * Hands out requests in portions, over and over.
 * @param {readonly Buffer[]} requests @param {number} portion
 */
export function cycling(requests, portion) {
  let next = 0;
  return () => Array.from({ length: portion }, () => /** @type {Buffer} */ (requests[next++ % requests.length]));
}
