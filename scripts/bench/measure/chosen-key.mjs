/**
 * GetSession by a key that the caller chose, against one by a minted key of the same subjects. Cold route: an isolate that
 * has never seen the session asks the key's bucket first. Warm route: it remembers where the session is. Objects are
 * warm throughout.
 */
import { parsed, serviceRequests } from '../contestants.mjs';
import { interleaved } from '../rounds.mjs';
import { Sessions } from '../sessions.mjs';
import { cycling } from '../stock.mjs';

const SUBJECTS = 50;

/**
 * @param {import('../scene.mjs').Scene} scene
 * @returns {Promise<import('../line.mjs').Line[]>}
 */
export async function measureChosenKey({ service, secondService, effort }) {
  const portion = effort.coldReads;
  const sessions = new Sessions(3);
  const created = async (/** @type {number} */ count, /** @type {boolean} */ chosen) => {
    const stock = Array.from({ length: count }, (_, n) =>
      sessions.next(n % SUBJECTS, chosen ? sessions.key() : undefined),
    );
    const records = parsed(await service.answers(stock.map(serviceRequests.create), 201));
    return records.map(({ key }) => serviceRequests.get(key));
  };
  const minted = cycling(await created(SUBJECTS, false), portion);
  const warm = await created(SUBJECTS, true);
  const unseen = await created(portion * effort.slices * (effort.rounds + 1), true);
  await secondService.answers(warm);
  const warmPortion = cycling(warm, portion);
  const cold = cycling(unseen, portion);
  const results = await interleaved(
    [
      { name: 'minted', slice: () => secondService.measured(minted()) },
      { name: 'warm', slice: () => secondService.measured(warmPortion()) },
      { name: 'cold', slice: () => secondService.measured(cold()) },
    ],
    effort,
  );
  const line = (/** @type {string} */ name, /** @type {string} */ of) => ({
    name,
    than: 'minted key',
    ours: results.get(of) ?? [],
    base: results.get('minted') ?? [],
    aim: null,
  });
  return [line('GetSession, chosen key, warm route', 'warm'), line('GetSession, chosen key, cold route', 'cold')];
}
