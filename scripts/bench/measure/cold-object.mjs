/**
 * The first read of an object that is not in memory. Every round starts both processes anew over the same storage, warms the
 * code on objects of their own, then reads distinct objects once each, then the same ones again. The files are in the
 * system's page cache: this is the cost of waking, not of a disk.
 */
import { sum } from '../rounds.mjs';

const WARMING = 300;
const COLD = 512;
const PORTIONS = 8;
/** Of the warming objects each is read so often. */
const LAPS = 3;

/**
 * @param {import('../contestants.mjs').Contestants} contestants
 * @param {import('../stock.mjs').Stock} stock
 * @param {import('../scene.mjs').Effort} effort
 * @returns {Promise<import('../line.mjs').Line[]>}
 */
export async function measureColdObject(contestants, stock, effort) {
  /** @type {Record<'ours' | 'bare' | 'oursAgain' | 'bareAgain', import('../client.mjs').Sample[]>} */
  const samples = { ours: [], bare: [], oursAgain: [], bareAgain: [] };
  for (let round = 0; round < effort.rounds; round++) {
    const service = await contestants.service();
    const bare = await contestants.bare();
    const ours = await service.client('first');
    const theirs = await bare.client('bare');
    for (let lap = 0; lap < LAPS; lap++) {
      await ours.answers(stock.serviceReads.slice(0, WARMING));
      await theirs.answers(stock.bareReads.slice(0, WARMING));
    }
    const first = await pass(ours, theirs, stock);
    const again = await pass(ours, theirs, stock);
    samples.ours.push(first.ours);
    samples.bare.push(first.bare);
    samples.oursAgain.push(again.ours);
    samples.bareAgain.push(again.bare);
    await service.stop();
    await bare.stop();
  }
  return [
    {
      name: 'GetSession, cold object',
      than: 'bare read, cold object',
      ours: samples.ours,
      base: samples.bare,
      aim: null,
    },
    { name: 'GetSession, cold object', than: 'the same, warm', ours: samples.ours, base: samples.oursAgain, aim: null },
    { name: 'bare read, cold object', than: 'the same, warm', ours: samples.bare, base: samples.bareAgain, aim: null },
  ];
}

/**
 * @param {import('../client.mjs').Client} ours
 * @param {import('../client.mjs').Client} theirs
 * @param {import('../stock.mjs').Stock} stock
 */
async function pass(ours, theirs, { serviceReads, bareReads }) {
  const portion = COLD / PORTIONS;
  const taken = {
    ours: /** @type {import('../client.mjs').Sample[]} */ ([]),
    bare: /** @type {import('../client.mjs').Sample[]} */ ([]),
  };
  for (let start = WARMING; start < WARMING + COLD; start += portion) {
    taken.ours.push(await ours.measured(serviceReads.slice(start, start + portion)));
    taken.bare.push(await theirs.measured(bareReads.slice(start, start + portion)));
  }
  return { ours: sum(taken.ours), bare: sum(taken.bare) };
}
