/** GetSession by a minted key: of subjects whose keys the isolate keeps, and of more subjects than that. */
import { interleaved } from '../rounds.mjs';
import { cycling, FEW_SUBJECTS } from '../stock.mjs';

const AIM = 0.8;

/**
 * @param {import('../scene.mjs').Scene} scene
 * @returns {Promise<import('../line.mjs').Line[]>}
 */
export async function measureGetSession({ service, bare, stock, effort }) {
  const portion = effort.reads;
  const compare = async (
    /** @type {string} */ name,
    /** @type {number} */ subjects,
    /** @type {number | null} */ aim,
  ) => {
    const ours = cycling(stock.serviceReads.slice(0, subjects), portion);
    const theirs = cycling(stock.bareReads.slice(0, subjects), portion);
    const results = await interleaved(
      [
        { name: 'ours', slice: () => service.measured(ours()) },
        { name: 'bare', slice: () => bare.measured(theirs()) },
      ],
      effort,
    );
    return { name, than: 'bare read', ours: results.get('ours') ?? [], base: results.get('bare') ?? [], aim };
  };
  return [
    await compare(`GetSession, minted key, ${FEW_SUBJECTS} subjects`, FEW_SUBJECTS, AIM),
    await compare(`GetSession, minted key, ${stock.serviceReads.length} subjects`, stock.serviceReads.length, null),
  ];
}
