/**
 * Rounds: in each, all contenders run in turn, slice by slice, forwards and backwards (A B B A), so that what else the
 * machine does falls on all of them. Guarantees: ratios compare what ran in the same round; the first round is not counted.
 */

/** @typedef {import('./client.mjs').Sample} Sample */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {() => Promise<Sample>} slice
 */

/** @typedef {{ rounds: number, slices: number }} Effort `slices` of each contender in a round */

/** @typedef {Map<string, Sample[]>} Results by contender, one sample for each round */

/** @param {readonly Contender[]} contenders @param {Effort} effort @returns {Promise<Results>} */
export async function interleaved(contenders, { rounds, slices }) {
  /** @type {Results} */
  const results = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    /** @type {Map<string, Sample[]>} */
    const taken = new Map(contenders.map(({ name }) => [name, []]));
    for (let slice = 0; slice < slices; slice++) {
      for (const { name, slice: run } of slice % 2 === 0 ? contenders : contenders.toReversed()) {
        taken.get(name)?.push(await run());
      }
    }
    if (round === 0) continue;
    for (const [name, samples] of taken) results.get(name)?.push(sum(samples));
  }
  return results;
}

/** @param {readonly Sample[]} samples @returns {Sample} */
export function sum(samples) {
  return samples.reduce((all, one) => ({
    requests: all.requests + one.requests,
    seconds: all.seconds + one.seconds,
    processor: all.processor === null || one.processor === null ? null : all.processor + one.processor,
  }));
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** @param {Sample} sample */
export const throughput = ({ requests, seconds }) => requests / seconds;

/** Microseconds of processor for a request. @param {Sample} sample */
export const processorTime = ({ requests, processor }) => (processor === null ? null : (processor / requests) * 1e6);
