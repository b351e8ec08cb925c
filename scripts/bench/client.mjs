/**
 * Drives one Worker: a fixed number of connections, each with its next request as soon as it has an answer (a closed
 * loop). Guarantees: an answer with another status than expected ends the run, so nothing is ever measured that failed.
 */
import { Connection } from './connection.mjs';

export const CONNECTIONS = 8;

/**
 * What a number of requests took.
 * @typedef {{ requests: number, seconds: number, processor: number | null }} Sample
 */

export class Client {
  #workerd;
  #connections;

  /** @param {import('./workerd.mjs').Workerd} workerd @param {readonly Connection[]} connections */
  constructor(workerd, connections) {
    this.#workerd = workerd;
    this.#connections = connections;
  }

  /** @param {import('./workerd.mjs').Workerd} workerd @param {string} worker */
  static async of(workerd, worker) {
    const url = await workerd.url(worker);
    return new Client(
      workerd,
      Array.from({ length: CONNECTIONS }, () => new Connection(url)),
    );
  }

  /**
   * @param {readonly Buffer[]} requests
   * @param {number} [expected] the status of every answer
   * @returns {Promise<Buffer[]>} the bodies, in the order of the requests
   */
  async answers(requests, expected = 200) {
    /** @type {Buffer[]} */
    const bodies = new Array(requests.length);
    await this.#open();
    let next = 0;
    await Promise.all(
      this.#connections.map(async (connection) => {
        while (next < requests.length) {
          const position = next++;
          const { status, body } = await connection.send(/** @type {Buffer} */ (requests[position]));
          if (status !== expected) throw new Error(`${status} instead of ${expected}: ${body.toString()}`);
          bodies[position] = body;
        }
      }),
    );
    return bodies;
  }

  /** @param {readonly Buffer[]} requests @param {number} [expected] @returns {Promise<Sample>} */
  async measured(requests, expected = 200) {
    await this.#open();
    const processorBefore = this.#workerd.processorSeconds;
    const before = performance.now();
    await this.answers(requests, expected);
    const seconds = (performance.now() - before) / 1000;
    const processorAfter = this.#workerd.processorSeconds;
    const processor = processorBefore === null || processorAfter === null ? null : processorAfter - processorBefore;
    return { requests: requests.length, seconds, processor };
  }

  #open() {
    return Promise.all(this.#connections.map((connection) => connection.open()));
  }

  close() {
    for (const connection of this.#connections) connection.close();
  }
}
