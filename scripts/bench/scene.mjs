/** What is set up once for the measurements that share it, and how much is done. */

/**
 * Requests of one slice, by kind, and how many slices and rounds.
 * @typedef {{ rounds: number, slices: number, reads: number, coldReads: number, writes: number, pages: number }} Effort
 */

/**
 * @typedef {object} Scene
 * @property {import('./client.mjs').Client} service
 * @property {import('./client.mjs').Client} secondService the same objects, another isolate
 * @property {import('./client.mjs').Client} bare
 * @property {import('./stock.mjs').Stock} stock
 * @property {Effort} effort
 */

/**
 * Objects stay open until a process ends, two or three file handles each: 20,000 of them must do for all measurements.
 * @type {Effort}
 */
export const FULL = { rounds: 7, slices: 6, reads: 400, coldReads: 32, writes: 50, pages: 100 };

/** @type {Effort} */
export const QUICK = { rounds: 5, slices: 4, reads: 150, coldReads: 32, writes: 40, pages: 40 };
